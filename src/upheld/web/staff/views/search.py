"""Search over measures, Rights, rules, units and pages.

Nothing about a person can be found, and what somebody typed is in no log.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.urls import reverse

from upheld.core.measure_words import counted_in_words
from upheld.render import formats
from upheld.render.search import LONGEST_QUERY, MOST_FOUND, Entry
from upheld.render.search import search as found_by
from upheld.rules import load
from upheld.rules.load_measures import measures
from upheld.web.staff import editions
from upheld.web.staff.views import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from upheld.web.staff.editions import Opened

# Name of the address, title, what it answers, and other words somebody may look for.
PAGES = (
    ("overview", "Overview", "Were victims told on time? The force, by month and BCU.",
     "force headline dashboard home"),
    ("rights", "Right by Right", "What each Right gives and how it is kept.", "victims code"),
    ("owe", "What do I owe?", "What a victim is owed, by when and why, from what happened.",
     "officer due date deadline working days calculator offence arrest offline"),
    ("priority", "Priority rights", "Do we know who has Enhanced Rights?",
     "enhanced missed identified vulnerable intimidated ground needs assessment"),
    ("equality", "Equality", "Are some groups of victims served less well?",
     "sex age ethnicity race disability gap disparity disproportionality protected"),
    ("quality", "Data quality", "Can the entries behind these figures be relied on?",
     "back-dated batch late keyed silent feed timing extracts"),
    ("editions", "Editions", "What each edition was built from, what changed, how to verify it.",
     "version hash manifest verify diff compare"),
    ("real", "Real published figures", "What others have published about this force.",
     "survey mopac pas police.uk satisfaction confidence burglary outcomes"),
    ("code", "The Victims’ Code as encoded", "Every rule, with its evidence.", "law entitlement"),
    ("about", "What is real, and what is made up", "How to read a figure; what is withheld.",
     "demonstration help suppressed strict lenient reading interval"),
)  # fmt: skip


def search(request: HttpRequest) -> HttpResponse:
    opened = editions.main()
    query = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    found = found_by((*_pages_and_rights(), *_of_edition(opened), *_rules()), query)
    return shown.page(
        request,
        "search.html",
        opened,
        query=query,
        found=found[:MOST_FOUND],
        more=max(0, len(found) - MOST_FOUND),
        said=formats.plural(len(found), "page", "pages"),
    )


@cache
def _pages_and_rights() -> tuple[Entry, ...]:
    pages = [Entry("Page", title, said, words, reverse(name)) for name, title, said, words in PAGES]
    rights = [
        Entry("Right", f"Right {right.number}: {right.title}", "", "",
              reverse("right", kwargs={"number": right.number}))
        for right in load.victims_codes().versions[-1].rights
    ]  # fmt: skip
    return (*pages, *rights)


@cache
def _rules() -> tuple[Entry, ...]:
    """Newest Code first."""
    return tuple(_each_rule())


def _each_rule() -> Iterator[Entry]:
    for code in reversed(load.victims_codes().versions):
        for rule in code.entitlements:
            address = reverse("rule", kwargs={"rule_id": rule.id})
            words = f"{rule.id} {rule.citation} {rule.action or ''} {' '.join(rule.triggers)}"
            yield Entry("Rule", rule.title, f"{rule.id}: {rule.trigger_text}", words, address)
        for ground in code.grounds:
            rule_id = code.ground_id(ground)
            address = reverse("rule", kwargs={"rule_id": rule_id})
            said = f"{rule_id}: ground for Enhanced Rights"
            yield Entry("Ground", ground.title, said, ground.citation, address)


def _of_edition(opened: Opened | None) -> Iterator[Entry]:
    """Its measures and units."""
    if opened is None:
        return
    for measure in opened.figures.measures():
        file = measures().find(measure)
        said = file.why if file else measure
        words = f"{measure} {counted_in_words(file)} {file.note}" if file else ""
        address = reverse("measure", kwargs={"measure": measure})
        yield Entry("Measure", shown.title(measure), said, words, address)
    for place in (*opened.places(), *opened.teams()):
        boroughs = opened.force.boroughs_of(str(place.code)) if opened.force else ()
        said = f"{editions.UNIT_TYPE_NAMES[place.unit_type]} {place.code}"
        within = " ".join(each.name for each in boroughs)
        yield Entry("Unit", place.name, said, within, reverse("unit", kwargs={"code": place.code}))
