"""What is written about an assessment holds in SQLite and in PostgreSQL."""

from __future__ import annotations

from typing import Any

WHO = {"by": "anna", "origin": "192.0.2.1"}


def test_begun_answered_handed_in_decided_and_erased(both: Any) -> None:
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from upheld.web.staff.audit.models import Entry
    from upheld.web.staff.cases.actions import erase_old
    from upheld.web.staff.needs import actions, lot
    from upheld.web.staff.needs.models import Assessment, Decision

    now = timezone.now()
    made = actions.start(unit="SN", lot=lot.draw(), now=now, follows=None, **WHO)
    answers = {"crime/targeted": "yes"}
    session = SessionStore()
    session.create()
    actions.save(assessment=made, answers=answers, seconds={"crime": 2.5}, session=session,
                 now=now, **WHO)  # fmt: skip
    actions.hand_in(assessment=made, answers=answers, flags=["flag_referral"], now=now, **WHO)
    actions.decide(assessment=made, categories=["vulnerable"], set_aside=[], overrules=True,
                   reason="seen", now=now, **WHO)  # fmt: skip
    kept = Assessment.objects.get()
    assert (kept.answers, kept.seconds, kept.flags) == (
        answers, {"crime": 2.5}, ["flag_referral"],
    )  # fmt: skip
    assert kept.decision is not None
    erase_old(going=Assessment.objects.all(), about="all", **WHO)
    assert not Assessment.objects.exists()
    assert not Decision.objects.exists()
    assert Entry.objects.count() == 5
