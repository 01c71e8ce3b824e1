"""The pages of equality: gaps between groups of victims, for the force and for each BCU."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse

from upheld.core.measure import Better
from upheld.render import charts, gap_words, names
from upheld.render.figures import HEADLINE
from upheld.render.gaps import Equality, Groups, equality, references
from upheld.rules import load
from upheld.rules.load_measures import measures
from upheld.web.staff import editions
from upheld.web.staff.views import shown

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from upheld.render.charts import Chart
    from upheld.render.figures import Place
    from upheld.render.personal import Period
    from upheld.render.tables import Table
    from upheld.web.staff.editions import Opened
    from upheld.web.staff.views.shown import Picture


@dataclass(frozen=True)
class Asked:
    """What a page of equality is about."""

    opened: Opened
    where: Place
    measure: str
    period: Period

    def parts(self, breakdown: str) -> dict[str, str]:
        """Of the address of one breakdown's table or chart."""
        return {
            "breakdown": breakdown.replace("_", "-"),
            "measure": self.measure,
            "unit": shown.place_code(self.where),
            "period": self.period.slug,
        }


def page(request: HttpRequest, code: str = shown.WHOLE) -> HttpResponse:
    opened = editions.main()
    if opened is None:
        return shown.page(request, "no_edition.html", None)
    where = _place(opened, code)
    held = opened.personal
    if not held.measures():
        return shown.page(request, "equality.html", opened, place=where, found=None)
    measure = request.GET.get("measure") or _first(held.measures())
    asked = asked_for(opened, where, measure, request.GET.get("period"))
    found, people = compared(asked), shown.counted(measure)
    return shown.page(
        request,
        "equality.html",
        opened,
        place=where,
        found=found,
        measure=measure,
        title=shown.title(measure),
        file=measures().find(measure),
        people=people,
        period=asked.period,
        period_said=gap_words.period(asked.period),
        measures=sorted(((m, shown.title(m)) for m in held.measures()), key=lambda m: m[1]),
        periods=[(p.slug, gap_words.period(p)) for p in held.periods(where, measure)],
        readings=[(each, gap_words.summary(found, each)) for each in _readings(asked)],
        findings=gap_words.findings(found, people, name),
        parts=[(g, table(asked, g), picture(asked, g)) for g in found.breakdowns],
        unit_type_name=editions.UNIT_TYPE_NAMES[opened.unit_type],
        units=_units(opened),
        hurried=_hurried(measure),
    )


def shows(opened: Opened, where: Place, measure: str) -> bool:
    """Whether anything of this measure is shown by person there."""
    return bool(opened.personal.periods(where, measure))


def _place(opened: Opened, code: str) -> Place:
    where = shown.place(opened, code)
    if where.unit_type != "force" and (where.unit_type, where.code) not in opened.personal.places():
        raise Http404(
            f"Figures by sex, age, ethnicity, disability or ground are shown for the force and its "
            f"BCUs only, so that nobody can be worked out: not for {where.name} ({code})."
        )
    return where


def asked_for(opened: Opened, where: Place, measure: str, slug: str | None) -> Asked:
    """By default the latest year."""
    if measure not in opened.personal.measures():
        raise Http404(f"No measure {measure} is broken down by person in this edition.")
    periods = opened.personal.periods(where, measure)
    if not periods:
        raise Http404(f"Nothing of {measure} is shown by person for {where.name}.")
    period = next((each for each in periods if each.slug == slug), None)
    if slug and period is None:
        raise Http404(f"{where.name} has no figures by person for the period {slug}.")
    return Asked(opened, where, measure, period or periods[0])


def _units(opened: Opened) -> list[Place]:
    """Those that have figures by person, in order of name."""
    found = (opened.place(code) for _, code in opened.personal.places())
    return sorted((each for each in found if each), key=lambda each: each.name)


def _first(known: tuple[str, ...]) -> str:
    return HEADLINE if HEADLINE in known else known[0]


def compared(asked: Asked) -> Equality:
    held, file = asked.opened.personal, measures().find(asked.measure)
    key = (asked.measure, asked.period)
    return equality(
        held.figures(asked.where, *key),
        held.everybody(asked.where, *key),
        references(held.figures(asked.opened.whole, *key)),
        asked.period,
        1 if file and file.better is Better.LOW else -1,
    )


def _readings(asked: Asked) -> tuple[str, ...]:
    file = measures().find(asked.measure)
    return file.readings if file else ("strict", "lenient")


def _hurried(measure: str) -> bool:
    """Whether those with Enhanced Rights have fewer days for what the measure counts."""
    file = measures().find(measure)
    rules = file.rules(load.victims_codes()) if file else ()
    return any(rule.days_enhanced != rule.days_standard for rule in rules)


# One breakdown -----------------------------------------------------------------------------------


def table(asked: Asked, groups: Groups) -> Table:
    caption = _heading(asked, groups)
    made = gap_words.table(
        groups, caption, shown.counted(asked.measure), name, gap_words.frame(groups)
    )
    return replace(made, download=reverse("equality-csv", kwargs=asked.parts(groups.breakdown)))


def chart(asked: Asked, groups: Groups) -> Chart:
    named = [(name(groups.breakdown, each.category), each.figures) for each in groups.groups]
    return charts.units(_heading(asked, groups), named, shown.counted(asked.measure))


def picture(asked: Asked, groups: Groups) -> Picture | None:
    """None where every group is withheld."""
    if not any(f.value is not None for each in groups.groups for f in each.figures.figures):
        return None
    parts = asked.parts(groups.breakdown)
    return shown.picture(chart(asked, groups), "equality-chart", parts, asked.opened)


def _heading(asked: Asked, groups: Groups) -> str:
    by = names.BREAKDOWN[groups.breakdown]
    said = by[0].lower() + by[1:]
    period = gap_words.period(asked.period)
    return f"{shown.title(asked.measure)} {said}, {asked.where.name}, {period}"


def one(
    opened: Opened, breakdown: str, measure: str, unit: str, period: str
) -> tuple[Asked, Groups]:
    """What the address of a breakdown's table or chart names."""
    asked = asked_for(opened, _place(opened, unit), measure, period)
    for groups in compared(asked).breakdowns:
        if groups.breakdown == breakdown.replace("-", "_"):
            return asked, groups
    raise Http404(f"{shown.title(measure)} is not broken down by {breakdown} there.")


@cache
def _grounds() -> dict[str, str]:
    """The titles of all grounds; of one that several Codes have, the newest."""
    return {g.id: g.title for code in load.victims_codes().versions for g in code.grounds}


def name(breakdown: str, category: str) -> str:
    return names.group(breakdown, category, _grounds())
