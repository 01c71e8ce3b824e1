"""The Code as encoded, and what waits for a person's check."""

from __future__ import annotations

import re

import pytest

from upheld.rules import load

COMMAND = re.compile(r"upheld rules verify (\S+) --paragraph P --by WHO")


@pytest.mark.parametrize("version", ["VC20", "VC15"])
def test_every_rule_of_a_version_stands_on_its_page(read, version):
    said = read(f"/code/?version={version}").says()
    code = next(c for c in load.victims_codes().versions if c.id == version)
    for rule in code.entitlements:
        assert rule.id in said
        assert rule.title in said
    for ground in code.grounds:
        assert code.ground_id(ground) in said


@pytest.mark.parametrize("version", ["VC20", "VC15"])
def test_what_waits_for_a_check_is_listed_with_the_command_that_records_it(read, version):
    said = read(f"/code/?version={version}&unverified=1").says()
    code = next(c for c in load.victims_codes().versions if c.id == version)
    waiting = {rule.id for rule in code.entitlements if not rule.verified}
    waiting |= {code.ground_id(g) for g in code.grounds if g.verification is None}
    assert set(COMMAND.findall(said)) == waiting
    assert f"{len(waiting)} of {len(code.entitlements) + len(code.grounds)} rules" in said


def test_every_rule_has_a_page_of_its_own(read):
    for code in load.victims_codes().versions:
        for rule in code.entitlements:
            said = read(f"/code/{rule.id}/").says()
            assert rule.trigger_text in said
            assert rule.citation in said


def test_a_rule_says_days_clock_evidence_and_what_can_measure_it(read):
    said = read("/code/VC20-R6-ARREST/").says()
    assert "5 working days; 1 with Enhanced Rights" in said
    assert "From the day it happened" in said
    assert "Seen in a public source that restates the Code of 2020" in said
    assert "records" in said
    assert "Not yet checked" in said


def test_a_ground_lists_its_offence_classes(read):
    code = load.victims_codes().versions[-1]
    ground = next(g for g in code.grounds if g.offences)
    page = read(f"/code/{code.ground_id(ground)}/")
    for offence in ground.offences:
        assert offence.code in page.says()
        assert offence.title in page.says()
