"""Pages of question sets, for every site: GOV.UK components, one thing a page, without JavaScript.

Nothing here keeps anything or knows who answers: a site gives answers and gets pages.
"""
