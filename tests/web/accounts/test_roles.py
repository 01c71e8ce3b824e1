"""Who may do what: the table of roles, and the force's table from groups to roles."""

from __future__ import annotations

from pathlib import Path

import pytest

from upheld.core.errors import ProblemsError
from upheld.web.staff.accounts.roles import MAY, Grant, May, Role, Roles, read_table

TABLE = """
[[group]]
name = "upheld-staff"
role = "staff"

[[group]]
name = "vc-south"
role = "spoc"
units = ["SN", "SO18"]

[[group]]
name = "vc-south"
role = "staff"
"""

EXPECTED = """
                          staff officer caller caseworker spoc analyst board auditor administrator
READ_FIGURES              yes   yes     yes    yes        yes  yes     yes   yes     yes
READ_CASES                -     -       -      yes        yes  -       -     -       -
ASSESS_NEEDS              -     yes     -      yes        yes  -       -     -       -
CALL_BACK                 -     -       yes    yes        yes  -       -     -       -
READ_PILOT                -     -       -      -          -    yes     yes   -       -
PUBLISH                   -     -       -      -          -    yes     -     -       -
READ_BOARD                -     -       -      -          -    -       yes   -       -
READ_TRAIL                -     -       -      -          -    -       -     yes     -
READ_ACCOUNTS             -     -       -      -          -    -       -     -       yes
"""


def test_each_role_may_do_what_the_table_says_and_nothing_else() -> None:
    header, *rows = [line.split() for line in EXPECTED.strip().splitlines()]
    expected = {
        (Role(role), May[name]): said == "yes"
        for name, *cells in rows
        for role, said in zip(header, cells, strict=True)
    }
    assert expected == {(role, may): may in MAY[role] for role in Role for may in May}


def test_the_guide_shows_the_same_table() -> None:
    guide = Path(__file__).parents[3] / "docs/how-to/give-people-access.md"
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in guide.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]
    columns = (May.READ_FIGURES, May.READ_CASES, May.ASSESS_NEEDS, May.CALL_BACK, May.READ_PILOT,
               May.PUBLISH, May.READ_BOARD, May.READ_TRAIL, May.READ_ACCOUNTS)  # fmt: skip
    shown = {
        Role(cells[0].split("`")[1]): {may for may, c in zip(columns, cells[1:], strict=True) if c}
        for cells in rows
    }
    assert shown == {role: set(mays) for role, mays in MAY.items()}


def test_groups_become_roles_with_their_units() -> None:
    roles = read_table(TABLE, "roles.toml").of(["vc-south", "unknown"])
    assert roles.units == ("SN", "SO18")
    assert roles.grants == {
        Grant(Role.SPOC, "SN"), Grant(Role.SPOC, "SO18"), Grant(Role.STAFF),
    }  # fmt: skip


def test_a_group_that_the_table_does_not_name_gives_nothing() -> None:
    assert read_table(TABLE, "roles.toml").of(["vc-south-2", "VC-SOUTH", ""]) == Roles()
    assert read_table("", "roles.toml").of(["staff", "administrator"]) == Roles()


def test_a_spoc_of_one_unit_reads_no_case_of_another() -> None:
    roles = Roles(frozenset({Grant(Role.SPOC, "SN"), Grant(Role.ANALYST)}))
    assert roles.may_read_cases_of("SN")
    assert not roles.may_read_cases_of("SO18")
    assert not roles.may_read_cases_of("")


@pytest.mark.parametrize("role", [Role.SPOC, Role.CASEWORKER, Role.OFFICER])
def test_a_role_of_units_without_a_unit_cannot_be_given(role: Role) -> None:
    with pytest.raises(ValueError, match="needs a unit"):
        Grant(role)


def test_a_role_of_the_whole_force_takes_no_unit() -> None:
    with pytest.raises(ValueError, match="has no unit"):
        Grant(Role.AUDITOR, "SN")


def test_everything_wrong_with_the_table_is_said_at_once() -> None:
    wrong = """
    [[group]]
    name = "a"
    role = "chief"
    [[group]]
    role = "staff"
    [[group]]
    name = "b"
    role = "spoc"
    [[group]]
    name = "c"
    role = "caseworker"
    units = "SN"
    [[group]]
    name = "d"
    role = "staff"
    unit = "SN"
    """
    with pytest.raises(ProblemsError) as raised:
        read_table(wrong, "roles.toml")
    said = str(raised.value)
    for part in ("group 1: role must be one of", "group 2: name is missing",
                 "group 3: the role spoc needs a unit", "group 4: units must be a list",
                 "group 5: only name, role and units"):  # fmt: skip
        assert part in said


def test_a_table_that_is_no_toml_is_named() -> None:
    with pytest.raises(ProblemsError, match="not TOML"):
        read_table("[[group", "roles.toml")
