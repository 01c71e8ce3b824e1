"""The Victims' Code as encoded: all of it, what waits for a check, and one rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse

from upheld.rules import load
from upheld.web.staff import editions
from upheld.web.staff.views import shown
from upheld.web.staff.views.near import not_there
from upheld.web.staff.views.rights import counting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from upheld.core.victims_code import Entitlement, Ground, Right, VictimsCode


@dataclass(frozen=True)
class Group:
    """One Right with the rules that are shown under it."""

    right: Right
    rules: tuple[Entitlement, ...]


def victims_code(request: HttpRequest) -> HttpResponse:
    """Newest Code first; ``?version=VC15`` shows another, ``?unverified=1`` what awaits a check."""
    codes = load.victims_codes()
    newest = codes.versions[-1]
    wanted = request.GET.get("version", newest.id)
    version = next((code for code in codes.versions if code.id == wanted), None)
    if version is None:
        raise Http404(f"There is no version {wanted} of the Code here.")
    waiting_only = request.GET.get("unverified") == "1"
    return shown.page(
        request,
        "unverified.html" if waiting_only else "code.html",
        None,
        versions=tuple(reversed(codes.versions)),
        version=version,
        groups=_groups(version, waiting_only),
        grounds=_grounds(version, waiting_only),
        total=len(version.entitlements) + len(version.grounds),
        waiting=_waiting(version),
    )


def rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    codes = load.victims_codes()
    for version in codes.versions:
        for each in version.entitlements:
            if each.id == rule_id:
                return shown.page(
                    request,
                    "rule.html",
                    None,
                    rule=each,
                    version=version,
                    right=_right(version, each.right),
                    others=_other_versions(each),
                    measure=_measure(each),
                )
        for ground in version.grounds:
            if version.ground_id(ground) == rule_id:
                return shown.page(
                    request, "ground.html", None, ground=ground, version=version, rule_id=rule_id
                )
    said = f"There is no rule {rule_id}."
    raise not_there(
        said, rule_id, _every_rule(), lambda each: reverse("rule", kwargs={"rule_id": each})
    )


def _every_rule() -> Iterator[tuple[str, str]]:
    """Newest Code last, so that of two with one title its own is meant."""
    for version in load.victims_codes().versions:
        yield from ((each.id, each.title) for each in version.entitlements)
        yield from ((version.ground_id(each), each.title) for each in version.grounds)


def _groups(version: VictimsCode, waiting_only: bool) -> tuple[Group, ...]:
    groups = (
        Group(
            right,
            tuple(
                each
                for each in version.entitlements
                if each.right == right.number and not (waiting_only and each.verified)
            ),
        )
        for right in version.rights
    )
    return tuple(group for group in groups if group.rules)


def _grounds(version: VictimsCode, waiting_only: bool) -> tuple[Ground, ...]:
    return tuple(g for g in version.grounds if not (waiting_only and g.verification))


def _waiting(version: VictimsCode) -> int:
    rules = sum(1 for each in version.entitlements if not each.verified)
    return rules + sum(1 for ground in version.grounds if ground.verification is None)


def _right(version: VictimsCode, number: int) -> Right | None:
    return next((right for right in version.rights if right.number == number), None)


def _other_versions(rule: Entitlement) -> tuple[Entitlement, ...]:
    """The same entitlement under the other Codes."""
    return tuple(
        each
        for each in load.victims_codes().entitlements
        if each.short_id == rule.short_id and each.id != rule.id
    )


def _measure(rule: Entitlement) -> str | None:
    """The measure that counts this rule's duties, where the edition has it."""
    opened = editions.main()
    if opened is None or not rule.makes_duties:
        return None
    known = opened.figures.measures()
    return next((each.id for each in counting(rule) if each.id in known), None)
