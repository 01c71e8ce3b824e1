"""Why a duty's verdict is what it is, in a sentence or two of plain words.

The words never hold free text of an extract: that a reason was recorded is said, not the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from upheld.core.case import Action, Decision, Victim
from upheld.core.duty import Claim, Duty
from upheld.core.enhanced_rights import EnhancedRights
from upheld.core.proof import INFORMED, Exclusion, names_no_event
from upheld.core.victims_code import Clock, Entitlement, Ground
from upheld.core.vocabulary import Reason, Status

EVENT_WORDS = {
    "decided_not_to_investigate": "Decision not to investigate",
    "arrested": "Arrest",
    "interviewed_under_caution": "Interview under caution",
    "released_without_charge": "Release without charge",
    "released_on_bail": "Release on bail",
    "released_under_investigation": "Release under investigation",
    "bail_changed": "Change of bail",
    "bail_cancelled": "Cancellation of bail",
    "out_of_court_disposal": "Out-of-court disposal",
    "charged": "Charge",
    "police_no_further_action": "Decision to take no further action",
    "investigation_closed": "Closing of the investigation",
    "hearing_listed": "Listing of a hearing",
    "bail_hearing": "Bail hearing",
    "warrant_issued": "Issue of a warrant",
    "rearrested": "Re-arrest",
    "required_to_give_evidence": "Requirement to give evidence",
    "case_outcome": "Outcome of the case",
    "sentenced": "Sentence",
    "appeal_update": "News of an appeal",
    "review_requested": "Request for a review",
    "complaint_received": "Complaint",
    "statement_taken": "Statement",
    "report": "Report of the crime",
}
DONE_WORDS = {
    "informed": "told",
    "written_confirmation": "written confirmation given",
    "leaflet_given": "leaflet given",
    "needs_assessment": "needs assessed",
    "referral": "referred",
    "personal_statement_offered": "personal statement offered",
    "review_acknowledged": "request acknowledged",
    "review_decided": "review decided",
    "complaint_acknowledged": "complaint acknowledged",
    "call_back": "called back",
}
NOTHING_DONE_WORDS = {
    "informed": "No record that the victim was told",
    "written_confirmation": "No written confirmation is recorded",
    "leaflet_given": "No leaflet is recorded",
    "needs_assessment": "No needs assessment is recorded",
    "referral": "No referral is recorded",
    "personal_statement_offered": "No offer of a personal statement is recorded",
    "review_acknowledged": "No acknowledgement of the request is recorded",
    "review_decided": "No decision on the review is recorded",
    "complaint_acknowledged": "No acknowledgement of the complaint is recorded",
    "call_back": "No call-back is recorded",
}
CHANNEL_WORDS = {
    "in_person": "in person",
    "telephone": "by telephone",
    "video": "by video",
    "email": "by email",
    "letter": "by letter",
    "text_message": "by text message",
    "portal": "through the portal",
}
RESULT_WORDS = {
    "spoken": "spoken to",
    "acknowledged": "acknowledged",
    "handed_over": "handed over",
    "sent": "sent",
    "message_left": "message left",
}
STATUS_WORDS = {
    Status.MET: "in time",
    Status.EXCLUDED: "excluded",
    Status.LATE: "late",
    Status.OVERDUE: "overdue",
    Status.OPEN: "not yet past",
    Status.UNMEASURABLE: "not measurable",
    Status.DONE: "done",
    Status.NOT_RECORDED: "not recorded",
}
# Beside the other reading's verdict, what matters is that this one finds nothing done.
NOT_DONE_WORDS = {
    Status.OVERDUE: "not done",
    Status.OPEN: "not done yet",
    Status.NOT_RECORDED: "not done",
}


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that a verdict rests on: the claim, the rights, the actions, the exclusion."""

    claim: Claim
    rights: EnhancedRights
    done: Action | None
    done_lenient: Action | None
    exclusion: Exclusion | None

    @property
    def done_on(self) -> date | None:
        return self.done.done_at.date() if self.done is not None else None

    @property
    def done_on_lenient(self) -> date | None:
        return self.done_lenient.done_at.date() if self.done_lenient is not None else None


def in_words(day: date) -> str:
    """5 May 2022."""
    return f"{day.day} {day:%B %Y}"


def explain(duty: Duty, findings: Findings) -> Duty:
    """The duty with its explanation: what started it, and how it ended."""
    started = f"{_trigger(findings.claim, duty.clock_start_on)}: {_time_allowed(findings)}."
    ended = _verdict(duty, _what_was_done(findings), findings.exclusion)
    return replace(duty, explanation=f"{started} {ended}")


def explain_unmeasurable(duty: Duty, claim: Claim) -> Duty:
    words = (
        f"{_trigger(claim, None)}: when the Witness Care Unit was told is not recorded, so whether "
        "the victim was told in time cannot be measured in either reading."
    )
    return replace(duty, explanation=words)


def explain_gap(duty: Duty, victim: Victim, excluded: Exclusion | None) -> Duty:
    """The same for routine updates, where ``excluded`` is what excluded the strict reading."""
    assert duty.clock_start_on is not None
    started = (
        f"Updates were agreed every {_days(victim.update_interval_days or 0)}; "
        f"this gap began on {in_words(duty.clock_start_on)}."
    )
    return replace(duty, explanation=f"{started} {_verdict(duty, _updates(duty), excluded)}")


# ------------------------------------------------------------------------- what started it


def _trigger(claim: Claim, start: date | None) -> str:
    words = f"{EVENT_WORDS[claim.trigger.name]} on {in_words(claim.trigger.on)}"
    if claim.rule.clock is Clock.RECEIVED and start is not None:
        words += f", of which the Witness Care Unit was told on {in_words(start)}"
    return words


def _time_allowed(findings: Findings) -> str:
    return f"{_allowed_days(findings.claim.rule, findings.rights)}; {_rights(findings)}"


def _allowed_days(rule: Entitlement, rights: EnhancedRights) -> str:
    days = rule.days_enhanced if rights.enhanced else rule.days_standard
    return "no number of days is set" if days is None else _days(days, "working ")


def _days(number: int, kind: str = "") -> str:
    return f"{number} {kind}day{'' if number == 1 else 's'}"


def _rights(findings: Findings) -> str:
    rights = findings.rights
    if not rights.enhanced:
        return "standard rights" + _refusal(rights.decision)
    why = [_ground(ground, findings) for ground in rights.grounds]
    if rights.recorded and rights.decision is not None:
        why.append(f"recorded as eligible on {in_words(rights.decision.decided_at.date())}")
        return f"Enhanced Rights: {_listed(why)}"
    return f"Enhanced Rights: {_listed(why)}, though not recorded" + _refusal(rights.decision)


def _refusal(decision: Decision | None) -> str:
    """Only called where the latest decision, if any, was not in the victim's favour."""
    if decision is None:
        return ""
    return f" (decided not eligible on {in_words(decision.decided_at.date())})"


def _ground(ground: Ground, findings: Findings) -> str:
    if ground.under_age is not None:
        return f"under {ground.under_age} at the offence"
    if ground.marker is not None:
        return f"marked as {ground.marker.replace('_', ' ')}"
    if ground.victim_kind is not None:
        return ground.victim_kind.replace("_", " ")
    return f"offence {findings.claim.case.crime.offence_code} on the serious list"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


# ------------------------------------------------------------------------------ how it ended


def _what_was_done(findings: Findings) -> str:
    """The contact that settled each reading, named once where one settled both."""
    strict, lenient = findings.done, findings.done_lenient
    kind = findings.claim.rule.action or INFORMED
    if lenient is None:
        return NOTHING_DONE_WORDS[kind]
    words = DONE_WORDS[kind]
    if strict is not None and findings.done_on == findings.done_on_lenient:
        return f"{_capital(words)} {_contact(strict)}"
    first = f"{_capital(words)} {_contact(lenient)}"
    return first if strict is None else f"{first}, then {_contact(strict)}"


def _contact(action: Action) -> str:
    words = f"on {in_words(action.done_at.date())}{_how(action)}"
    if action.action == INFORMED and names_no_event(action):
        return f"{words} without a word of which event"
    return words


def _how(action: Action) -> str:
    if (action.channel, action.result) == ("telephone", "message_left"):
        return " by voicemail"
    channel = f" {CHANNEL_WORDS[action.channel]}" if action.channel in CHANNEL_WORDS else ""
    return f"{channel} ({RESULT_WORDS.get(action.result, action.result)})"


def _updates(duty: Duty) -> str:
    if duty.done_on_lenient is None:
        return "No update is recorded"
    first = f"Updated on {in_words(duty.done_on_lenient)}"
    if duty.done_on_lenient == duty.done_on:
        return first
    first += " by something sent or a message left"
    return (
        first if duty.done_on is None else f"{first}, then for certain on {in_words(duty.done_on)}"
    )


def _verdict(duty: Duty, done: str, excluded: Exclusion | None) -> str:
    due = f"; due {in_words(duty.due_on)}" if duty.due_on is not None else ""
    if duty.status is duty.status_lenient is Status.NOT_RECORDED:
        return f"{done}."
    return f"{done}{due}: {_readings(duty, excluded)}."


def _readings(duty: Duty, excluded: Exclusion | None) -> str:
    strict, lenient = duty.status, duty.status_lenient
    because = f", because {_because(excluded)}" if strict is Status.EXCLUDED and excluded else ""
    if strict is lenient:
        return f"{STATUS_WORDS[strict]}{because}"
    return (
        f"{_beside_the_other(lenient)} in the lenient reading, "
        f"{_beside_the_other(strict)} in the strict one{because}"
    )


def _beside_the_other(status: Status) -> str:
    return NOT_DONE_WORDS.get(status, STATUS_WORDS[status])


def _because(excluded: Exclusion) -> str:
    day = in_words(excluded.on)
    return {
        Reason.DECLINED_UPDATES: f"the victim asked for no updates from {day}",
        Reason.DECLINED: f"the victim declined on {day}",
        Reason.WITHHELD: f"it was withheld on {day} with a reason recorded",
        Reason.CLOSED: f"the investigation was closed on {day}",
    }[excluded.reason]


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
