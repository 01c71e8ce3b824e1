"""A tile carries all that must stand beside a figure, and stands on no page that is not named."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.test import override_settings

from upheld.core.errors import WrongUseError
from upheld.web.staff.tile_origins import origins

TILE = "/tile/timeliness-r6-victims/SN/"
PORTAL = "https://portal.example"


def _words(get, form):
    content = get(TILE + form).content.decode()
    tree = ElementTree.fromstring(content) if form else None
    if tree is None:
        from tests.web.conftest import Page

        return Page(content).says()
    return " ".join(" ".join(tree.itertext()).split())


@pytest.mark.parametrize("form", ["", "tile.svg"])
def test_it_says_both_readings_with_denominator_interval_month_and_edition(get, form):
    said = _words(get, form)
    for words in ("South Area, October 2026", "Strict reading", "60.0%", "Lenient reading",
                  "of 435 victims, 95% interval 55.3% to 64.5%", "No change",
                  "as of 22 November 2026"):  # fmt: skip
        assert words in said


@pytest.mark.parametrize("form", ["", "tile.svg"])
def test_it_says_that_it_is_made_up(get, form):
    said = _words(get, form)
    assert "Demonstration: made up, no real victims" in said.replace(
        "Demonstration :", "Demonstration:"
    )


def test_real_figures_are_not_called_a_demonstration(get):
    said = get("/tile/outcomes-no-suspect/force/tile.svg").content.decode()
    assert "emonstration" not in said
    assert "As published" in said


@pytest.mark.parametrize("form", ["", "tile.svg"])
def test_a_withheld_figure_is_withheld_and_a_silent_one_has_no_share(get, form):
    withheld = get(f"/tile/timeliness-r6-victims/SO18/{form}").content.decode()
    assert "%" not in withheld.partition("</head>")[2].replace("95% interval", "")
    silent = get(f"/tile/timeliness-r6-victims/WA/{form}").content.decode()
    assert "no share: a feed is silent" in silent
    assert "interval" not in silent.partition("October")[2].replace("no interval", "")


def test_no_origin_named_means_no_frame(get):
    answer = get(TILE)
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_only_the_origins_that_are_named_may_frame_it_and_only_it(get):
    with override_settings(TILE_ORIGINS=[PORTAL]):
        for address in (TILE, f"{TILE}tile.svg"):
            answer = get(address)
            assert f"frame-ancestors {PORTAL};" in answer["Content-Security-Policy"] + ";"
            assert "X-Frame-Options" not in answer
            assert "default-src 'none'" in answer["Content-Security-Policy"]
        for address in ("/", "/units/SN/", "/sign-in/", "/api/v1/editions"):
            answer = get(address)
            assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
            assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "text",
    ["*", "https://*.example", "portal.example", "https://portal.example/page",
     "https://portal.example; script-src *", "'self'", "https://"],
)  # fmt: skip
def test_what_is_no_origin_is_refused_when_the_site_starts(text):
    with pytest.raises(WrongUseError, match="not an origin"):
        origins(text)


def test_several_origins_may_be_named():
    assert origins("https://a.example http://b.example:8080") == [
        "https://a.example", "http://b.example:8080",
    ]  # fmt: skip


@pytest.mark.parametrize("address", ["/tile/none/SN/", "/tile/timeliness-r6/XX/",
                                     "/tile/pas-good-job-local/force/"])  # fmt: skip
def test_an_unknown_tile_is_not_found_and_says_so_within_its_frame(get, address):
    with override_settings(TILE_ORIGINS=[PORTAL]):
        answer = get(address)
    assert answer.status_code == 404
    assert "There is no such tile" in answer.content.decode()
    assert "This edition has no" in answer.content.decode()
    assert f"frame-ancestors {PORTAL};" in answer["Content-Security-Policy"] + ";"
    assert get(address + "tile.svg").status_code == 404
