"""Everything that must hold before the first message of an edition may leave.

Fail closed: one figure that is not counted the same again, one message that is empty or of another
unit, a canary that was lost, a list that shrank: nothing leaves, and it is said which.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from upheld.core.errors import Problem, ProblemsError, UpheldError, WrongUseError
from upheld.editions.parts import is_combined
from upheld.render.messages import Message, Source, faults, message
from upheld.web.staff import editions
from upheld.web.staff.publish import check, current
from upheld.web.staff.push import canary
from upheld.web.staff.push.models import Push, Subscriber
from upheld.web.staff.push.shown import differences, people, title

if TYPE_CHECKING:
    from upheld.editions.edition import Edition
    from upheld.render.figures import Place
    from upheld.web.staff.editions import Opened
    from upheld.web.staff.publish.models import Publication

WHOLE = "force"
LEAST_SHARE = 0.8  # of the subscribers of the push before, unless a person says that it is right


@dataclass(frozen=True, slots=True)
class Prepared:
    """Letters by unit, found sound; among ``subscribers`` also those who get none: of units of
    which nothing can be said, and whose mail came back."""

    publication: Publication
    letters: dict[str, Message]
    subscribers: tuple[Subscriber, ...]
    figures: int


def whole(publication: Publication, planted: Edition, *, fewer: bool = False) -> Prepared:
    """Raises UpheldError, naming everything, unless all of it is sound. ``planted``: the edition
    built of the canary's extracts."""
    opened = _opened(publication)
    people_told = tuple(Subscriber.objects.filter(stopped_at=None))
    places = {unit: _place(opened, unit) for unit in sorted({s.unit for s in people_told})}
    letters = letters_for(opened, places, publication)
    told = sum(each.unit in letters and not each.bounced for each in people_told)
    problems = [*_canary(planted, letters), *_list(told, fewer), *_words(opened, letters, places)]
    problems += [*_overtaken(publication), *check.quick(opened.edition)]
    shown = [f for unit, made in letters.items() if unit != canary.UNIT for f in made.figures]
    if not problems:
        again = differences(opened.edition, check.rules_of(opened.edition), shown)
        problems += [Problem(publication.edition, "counted again", each) for each in again]
    if problems:
        raise ProblemsError(
            "No message has left.",
            tuple(problems),
            next_step="put right what is named; then run upheld push again.",
        )
    return Prepared(publication, letters, people_told, len(set(shown)))


def letters_for(
    opened: Opened, places: dict[str, Place | None], publication: Publication | None = None
) -> dict[str, Message]:
    """By unit; without those of which the edition has nothing to say."""
    source = source_of(opened)
    made = {
        unit: message(source, place, link_of(unit, publication))
        for unit, place in places.items()
        if place
    }
    return {unit: each for unit, each in made.items() if each}


def source_of(opened: Opened) -> Source:
    return Source(
        opened.verdicts, opened.name, opened.edition.as_of, opened.demonstration, title, people
    )


def link_of(unit: str, publication: Publication | None) -> str:
    """What opens what the mail said: the unit's page, and once another edition is shown there the
    message as it was kept."""
    if publication is None:
        return f"{settings.PUSH_URL}{page_of(unit)}"
    said = reverse("push-said", kwargs={"publication": publication.pk, "unit": unit})
    return f"{settings.PUSH_URL}{said}"


def page_of(unit: str) -> str:
    return reverse("overview") if unit == WHOLE else reverse("unit", kwargs={"code": unit})


def _opened(publication: Publication) -> Opened:
    if current.name() != publication.edition or not current.stands(publication):
        raise UpheldError(
            f"{publication.edition} is not the edition that is published now.",
            next_step="publish it first: upheld publish EDITION.",
        )
    opened = editions.opened(publication.edition)
    if opened is None:
        raise WrongUseError("There is no edition.", next_step="build one: upheld build.")
    if is_combined(opened.edition):
        raise UpheldError(
            f"{opened.name} is the sum of other editions and holds no cases, so no figure of it "
            "can be counted again: no message has left.",
            next_step="send messages about each of its parts, where its cases are.",
        )
    return opened


def _place(opened: Opened, unit: str) -> Place | None:
    return opened.whole if unit == WHOLE else opened.place(unit)


def _canary(planted: Edition, letters: dict[str, Message]) -> list[Problem]:
    """The canary's letter joins the others where it is what was planted."""
    if not settings.PUSH_CANARY:
        return [Problem("canary", "planted subscriber", "is not set: UPHELD_PUSH_CANARY")]
    made, wrong = canary.planted_message(planted, f"{settings.PUSH_URL}{reverse('about')}")
    if made and not wrong:
        letters[canary.UNIT] = made
    return list(wrong)


def _overtaken(publication: Publication) -> list[Problem]:
    """A clock that jumped back makes the edition before the published one again; its news is old.
    One that a person took back is another matter."""
    later = Push.objects.filter(publication__pk__gt=publication.pk)
    found = later.filter(publication__withdrawn_at=None).first()
    if found is None:
        return []
    what = f"messages of a later edition, {found.publication.edition}, were sent"
    return [Problem(publication.edition, "the order of editions", what)]


def _list(told: int, fewer: bool) -> list[Problem]:
    before = Push.objects.first()
    if told == 0:
        return [Problem("subscribers", "the list", "is empty, or of units without figures, or "
                        "all mail to it came back")]  # fmt: skip
    if fewer or before is None or told >= LEAST_SHARE * before.subscribers:
        return []
    return [Problem("subscribers", "the list",
                    f"shrank from {before.subscribers:,} to {told:,} who can be told; "
                    "if that is right, say --fewer")]  # fmt: skip


def _words(
    opened: Opened, letters: dict[str, Message], places: dict[str, Place | None]
) -> list[Problem]:
    others = [each.name for each in opened.places()]
    return [
        Problem(opened.name, f"message of {unit}", fault)
        for unit, made in letters.items()
        if (place := places.get(unit))
        for fault in faults(made, place, others)
    ]
