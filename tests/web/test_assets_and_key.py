"""The style sheet, the site's key, and the command that serves it."""

from __future__ import annotations

import re
import socket
import stat

import pytest
from click.testing import CliRunner

from upheld.cli.serve import serve
from upheld.core.errors import UpheldError
from upheld.web.staff import assets
from upheld.web.staff.secret_key import secret_key


def test_the_style_sheet_carries_no_font_that_is_licensed_for_govuk_alone():
    style = assets.contents()["site.css"].decode()
    assert "govuk-table" in style
    assert "GDS Transport" not in style
    assert "@font-face" not in style


def test_an_asset_is_served_compressed_under_a_name_that_holds_its_hash(get):
    response = get(assets.url("site.css"))
    assert response.status_code == 200
    assert "immutable" in response["Cache-Control"]


def test_gathering_twice_leaves_one_file_and_its_compressed_copy(tmp_path):
    assets.gather(tmp_path)
    assets.gather(tmp_path)
    assert len(list(tmp_path.glob("site.*"))) == 2
    assert not list(tmp_path.glob(".*"))


def test_the_key_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    path = tmp_path / "var" / "secret-key"
    key = secret_key(path)
    assert len(key) > 50
    assert secret_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_port_that_is_taken_is_named_with_another_to_try(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = CliRunner().invoke(serve, ["--port", str(port), "--editions", str(tmp_path)])
    assert isinstance(result.exception, UpheldError)
    assert f"127.0.0.1:{port}" in str(result.exception)
    assert "--port" in result.exception.next_step


@pytest.mark.parametrize("name", ["site.css", "favicon.svg"])
def test_an_asset_names_nothing_on_another_host(name):
    served = assets.contents()[name].decode()
    assert not re.search(r"url\(\W*https?:|@import", served)
