"""The closed lists of the data contract: every code that a rule or a row may use.

An extract's value outside one of these lists sets its row aside; a rule's value outside them
stops the rules from loading.
"""

from __future__ import annotations

from enum import StrEnum

EVENTS = (
    "decided_not_to_investigate",
    "arrested",
    "interviewed_under_caution",
    "released_without_charge",
    "released_on_bail",
    "released_under_investigation",
    "bail_changed",
    "bail_cancelled",
    "out_of_court_disposal",
    "charged",
    "police_no_further_action",
    "investigation_closed",
    "hearing_listed",
    "bail_hearing",
    "warrant_issued",
    "rearrested",
    "required_to_give_evidence",
    "case_outcome",
    "sentenced",
    "appeal_update",
    "review_requested",
    "complaint_received",
    "statement_taken",
)
ACTIONS = (
    "informed",
    "written_confirmation",
    "leaflet_given",
    "needs_assessment",
    "referral",
    "personal_statement_offered",
    "review_acknowledged",
    "review_decided",
    "complaint_acknowledged",
    "call_back",
)
RESULTS = (
    "spoken",
    "acknowledged",
    "handed_over",
    "sent",
    "message_left",
    "attempted",
    "declined",
    "withheld",
)
CHANNELS = ("in_person", "telephone", "video", "email", "letter", "text_message", "portal")
VICTIM_KINDS = (
    "person",
    "business",
    "bereaved_relative",
    "parent_or_guardian",
    "family_spokesperson",
)
REPORTED_HOW = ("in_person", "front_counter", "telephone", "online")
UNSAFE_CONTACT = ("post", "email", "telephone", "text_message")
DECISIONS = ("eligible", "not_eligible")
DECISION_SOURCES = ("needs_assessment", "officer")
DECISION_CATEGORIES = (
    "serious_crime",
    "persistently_targeted",
    "vulnerable",
    "intimidated",
    "discretionary",
)
MARKERS = ("domestic_abuse", "hate_crime", "terrorism")


class Status(StrEnum):
    """What became of a duty, in one reading. Derived, never stored as a fact."""

    MET = "met"
    EXCLUDED = "excluded"
    LATE = "late"
    OVERDUE = "overdue"
    OPEN = "open"
    UNMEASURABLE = "unmeasurable"
    DONE = "done"  # for an entitlement without a number of days
    NOT_RECORDED = "not_recorded"  # likewise


class Reason(StrEnum):
    """Why a duty is excluded."""

    DECLINED_UPDATES = "declined_updates"
    DECLINED = "declined"
    WITHHELD = "withheld"
    CLOSED = "closed"


class Basis(StrEnum):
    """What a victim's Enhanced Rights rest on; none of these where there are none."""

    RECORDED = "recorded"
    DERIVED = "derived"
    BOTH = "both"
