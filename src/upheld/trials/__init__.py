"""A trial in a box: protocol → commitment → allocation, one at a time → outcomes → one page.

What a trial has written is in one folder; its seed is not. See docs/how-to/run-a-trial.md.
"""
