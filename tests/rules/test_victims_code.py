"""The Codes that ship: complete, and exactly as the data contract says."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from upheld.core.victims_code import Entitlement, Evidence, VictimsCode
from upheld.rules import load

OCCURRED, RECEIVED, NONE = "occurred", "received", "none"
INFORMED = "informed"
# The table of the data contract: id → triggers, action, days standard and enhanced, clock.
CONTRACT = {
    "R3-CONF": ("report", "written_confirmation", None, None, NONE),
    "R3-INFO": ("report", "leaflet_given", None, None, NONE),
    "R4-VNA": ("report", "needs_assessment", None, None, NONE),
    "R4-REFER": ("report", "referral", 2, 2, OCCURRED),
    "R6-NOINV": ("decided_not_to_investigate", INFORMED, 5, 1, OCCURRED),
    "R6-ARREST": ("arrested", INFORMED, 5, 1, OCCURRED),
    "R6-IUC": ("interviewed_under_caution", INFORMED, 5, 1, OCCURRED),
    "R6-RWC": ("released_without_charge", INFORMED, 5, 1, OCCURRED),
    "R6-BAIL": ("released_on_bail", INFORMED, 5, 1, OCCURRED),
    "R6-RUI": ("released_under_investigation", INFORMED, 5, 1, OCCURRED),
    "R6-BAILCHG": ("bail_changed bail_cancelled", INFORMED, 5, 1, OCCURRED),
    "R6-OOCD": ("out_of_court_disposal", INFORMED, 5, 1, OCCURRED),
    "R6-CHARGE": ("charged", INFORMED, 5, 1, OCCURRED),
    "R6-POLNFA": ("police_no_further_action", INFORMED, 5, 1, OCCURRED),
    "R6-CLOSED": ("investigation_closed", INFORMED, None, None, NONE),
    "R6-UPDATE": ("routine", INFORMED, None, None, NONE),
    "R6-VRR-ACK": ("review_requested", "review_acknowledged", 10, 10, OCCURRED),
    "R6-VRR-DEC": ("review_requested", "review_decided", 30, 30, OCCURRED),
    "R7-OFFER": ("statement_taken", "personal_statement_offered", None, None, NONE),
    "R8-HEARING": ("hearing_listed", INFORMED, 1, 1, RECEIVED),
    "R8-BAILHRG": ("bail_hearing", INFORMED, 5, 1, RECEIVED),
    "R8-WARRANT": ("warrant_issued", INFORMED, 5, 1, RECEIVED),
    "R8-REARREST": ("rearrested", INFORMED, 5, 1, RECEIVED),
    "R8-GIVEEV": ("required_to_give_evidence", INFORMED, 1, 1, RECEIVED),
    "R9-OUTCOME": ("case_outcome", INFORMED, 1, 1, RECEIVED),
    "R9-SENT": ("sentenced", INFORMED, 1, 1, RECEIVED),
    "R9-APPEAL": ("appeal_update", INFORMED, 1, 1, RECEIVED),
    "R12-ACK": ("complaint_received", "complaint_acknowledged", 10, 10, OCCURRED),
}
IN_2015 = CONTRACT | {"R3-INFO": ("report", "leaflet_given", 5, 5, OCCURRED)}
# Right → (rules that make duties, rules that do not): none may be lost.
COUNTS = {
    "VC20": {
        1: (0, 4),
        2: (0, 11),
        3: (2, 2),
        4: (2, 4),
        5: (0, 1),
        6: (14, 7),
        7: (1, 6),
        8: (5, 6),
        9: (3, 2),
        10: (0, 2),
        11: (0, 3),
        12: (1, 2),
    },
    "VC15": {
        1: (0, 2),
        3: (2, 1),
        4: (2, 0),
        6: (14, 0),
        7: (1, 1),
        8: (5, 0),
        9: (3, 0),
        11: (0, 1),
        12: (1, 1),
    },
}
GROUNDS_WITH_A_TEST = {
    "under_18",
    "bereaved_relative",
    "domestic_abuse",
    "hate_crime",
    "terrorism",
    "sexual_offence",
    "human_trafficking",
    "attempted_murder",
    "kidnapping_or_false_imprisonment",
    "arson_endangering_life",
    "wounding_with_intent",
}
GROUNDS_OF_JUDGEMENT = {"persistently_targeted", "evidence_quality", "intimidated", "discretionary"}


def code(name: str) -> VictimsCode:
    return next(each for each in load.victims_codes().versions if each.id == name)


def as_in_the_contract(rule: Entitlement) -> tuple[object, ...]:
    days = (rule.days_standard, rule.days_enhanced)
    return (" ".join(rule.triggers), rule.action, *days, rule.clock.value)


@pytest.mark.parametrize(("name", "table"), [("VC20", CONTRACT), ("VC15", IN_2015)])
def test_the_duties_are_exactly_the_contracts_table(name: str, table: dict[str, object]) -> None:
    made = {rule.short_id: as_in_the_contract(rule) for rule in code(name).duties}
    assert made == table


@pytest.mark.parametrize("name", ["VC20", "VC15"])
def test_no_rule_is_lost_counted_right_by_right(name: str) -> None:
    duties: Counter[int] = Counter()
    others: Counter[int] = Counter()
    for rule in code(name).entitlements:
        (duties if rule.makes_duties else others)[rule.right] += 1
    counted = {right: (duties[right], others[right]) for right in sorted(duties | others)}
    assert counted == COUNTS[name]


def test_a_day_has_the_code_in_force_on_it_and_none_before_16_november_2015() -> None:
    codes = load.victims_codes()
    found = [
        codes.on(day)
        for day in (date(2015, 11, 15), date(2015, 11, 16), date(2021, 3, 31), date(2021, 4, 1))
    ]
    assert [each and each.id for each in found] == [None, "VC15", "VC15", "VC20"]


def test_the_current_code_has_no_end() -> None:
    assert code("VC20").valid_to is None


def test_days_that_make_no_duty_are_encoded_as_the_second_check_left_them() -> None:
    days = {
        rule.id: (rule.owner, rule.days_standard, rule.days_enhanced)
        for rule in load.victims_codes().entitlements
        if rule.timed and not rule.makes_duties
    }
    assert days == {
        "VC15-R11-VCS-REFER": ("witness_care_unit", 20, 20),
        "VC20-R6-CPSNFA": ("cps", 5, 1),
        "VC20-R8-COURTLEG": ("court", 5, 5),
        "VC20-R9-COURTLEG": ("court", 5, 5),
        "VC20-R10-EXP": ("cps", 10, 10),
        "VC20-R11-VCS-REFER": ("witness_care_unit", 10, 10),
        "VC20-R11-VCS-CONTACT": ("probation", 20, 20),
    }


def test_the_law_on_bail_stands_apart_from_the_code_and_begins_in_october_2022() -> None:
    bail = [rule for rule in code("VC20").entitlements if rule.id.startswith("PACE-47ZZA-")]
    assert sorted(rule.id for rule in bail) == [
        "PACE-47ZZA-CONDITIONS",
        "PACE-47ZZA-VARIATION",
        "PACE-47ZZA-VIEWS",
    ]
    assert {(rule.right, rule.timed, rule.valid_from) for rule in bail} == {
        (6, False, date(2022, 10, 28))
    }


@pytest.mark.parametrize("name", ["VC20", "VC15"])
def test_every_ground_for_enhanced_rights_is_there_with_or_without_a_test(name: str) -> None:
    grounds = {ground.id: ground.derived for ground in code(name).grounds}
    assert {name for name, derived in grounds.items() if derived} == GROUNDS_WITH_A_TEST
    assert {name for name, derived in grounds.items() if not derived} == GROUNDS_OF_JUDGEMENT


@pytest.mark.parametrize("name", ["VC20", "VC15"])
def test_the_offences_of_the_serious_list_belong_to_one_ground_each(name: str) -> None:
    grounds = {ground.id: ground for ground in code(name).grounds}
    counted = Counter(each.code for ground in grounds.values() for each in ground.offences)
    assert set(counted.values()) == {1}
    assert [offence.code for offence in grounds["attempted_murder"].offences] == ["2"]
    assert {offence.code for offence in grounds["wounding_with_intent"].offences} == {"5A", "5D"}
    assert {"19C", "17A", "22B", "88E"} <= {
        each.code for each in grounds["sexual_offence"].offences
    }


def test_what_the_classes_hold_beyond_the_list_is_said() -> None:
    grounds = {ground.id: ground for ground in code("VC20").grounds}
    assert "reckless" in grounds["arson_endangering_life"].offences[0].note
    assert "unverified" in grounds["human_trafficking"].note
    assert grounds["human_trafficking"].evidence is Evidence.MEM


def test_a_rule_of_2015_that_only_2020_supports_says_so() -> None:
    carried = [rule for rule in code("VC15").entitlements if rule.evidence is Evidence.INF]
    assert "VC15-R8-HEARING" in {rule.id for rule in carried}
    for rule in carried:
        assert rule.evidence_note, rule.id
    assert code("VC15").rights == code("VC20").rights


def test_no_rule_ships_as_verified_by_a_person_who_is_not_named() -> None:
    for rule in load.victims_codes().entitlements:
        assert rule.verification is None or (rule.verification.by and rule.verification.paragraph)


def test_only_the_rules_of_paragraph_8_2_speak_of_a_paragraph_seen() -> None:
    seen = {rule.id for rule in code("VC20").entitlements if "8.2" in rule.evidence_note}
    assert seen == {"VC20-R8-GIVEEV", "VC20-R8-NA", "VC20-R8-SMOUT"}
