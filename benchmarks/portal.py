"""python -m benchmarks.portal EDITIONS NAME SECONDS: how long the staff site takes for its pages.

EDITIONS holds the edition NAME and the real one. Pages are made in this process, warm as gunicorn
starts one; then fifty readers ask a server that is held to one core. Prints JSON.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from statistics import quantiles
from typing import Any

READERS = 50
EVERY = 5.0
SERVER_CORE, CLIENT_CORE = "0", 1
PICTURE = re.compile(rb'<img src="([^"]+)"')
# Both processes are ready when so many answers in a row came within a quarter of a second.
QUICK, ANSWERS, PAUSE = 0.25, 20, 0.1


def main() -> None:
    editions, name, seconds = Path(sys.argv[1]).resolve(), sys.argv[2], float(sys.argv[3])
    with tempfile.TemporaryDirectory(prefix="upheld-bench-") as var:
        os.environ.update(
            UPHELD_VAR=var, UPHELD_EDITIONS=str(editions), UPHELD_EDITION=name, UPHELD_LOOPBACK="1"
        )
        from upheld.web.staff import start

        start.prepare()
        _real(editions)
        found = _in_the_application() | {"new_edition_seconds": _new_edition()}
        cookies = [_session(f"reader{number}") for number in range(READERS)]
        found |= _at_the_client(cookies, found.pop("asked"), editions, name, seconds)
    print(json.dumps(found))


def _real(editions: Path) -> None:
    """The edition of real published figures, as `upheld demo` makes it."""
    from datetime import date

    from upheld.extracts.published_sample import import_sample
    from upheld.pipeline.build import build
    from upheld.rules import load

    if not (editions / "real").exists():
        with tempfile.TemporaryDirectory(prefix="upheld-bench-") as extracts:
            import_sample(Path(extracts) / "real")
            build(Path(extracts) / "real", editions / "real", date(2024, 1, 31),
                  force=load.force("met"))  # fmt: skip


# In the application ------------------------------------------------------------------------------


def _in_the_application() -> dict[str, Any]:
    """Every kind of page: the first time that this process makes it, and again."""
    from upheld.web.staff.wsgi import application

    assert application is not None
    client = _client("one")
    pages = _pages()
    first, size = _times(client, pages)
    again, _ = _times(client, pages)
    others = {kind: _times(client, addresses)[0] for kind, addresses in _downloads().items()}
    largest = max(size, key=lambda address: size[address])
    slowest = max(first, key=lambda address: first[address])
    return {
        "asked": pages,
        "pages": len(pages),
        "first_milliseconds": _95th(first.values()),
        "again_milliseconds": _95th(again.values()),
        "slowest": [slowest, first[slowest]],
        "largest_page": largest,
        "largest_bytes": size[largest],
        **{f"{kind}_milliseconds": _95th(took.values()) for kind, took in others.items()},
    }


def _new_edition() -> float:
    """The overview of an edition that this process has not opened, as after a publication: by its
    first reader, who comes before the site was asked whether it is ready."""
    from django.conf import settings

    from upheld.editions.edition import MANIFEST
    from upheld.web.staff import first_pages

    (Path(settings.EDITIONS) / settings.EDITION / MANIFEST).touch()
    assert first_pages.cold() == (settings.EDITION,)
    took, _ = _times(_client("two"), ["/"])
    return took["/"] / 1000


def _times(client: Any, addresses: list[str]) -> tuple[dict[str, float], dict[str, int]]:
    """Milliseconds from the request's arrival to the whole answer, and its bytes."""
    took, size = {}, {}
    for address in addresses:
        began = time.perf_counter()
        answer = client.get(address)
        took[address] = 1000 * (time.perf_counter() - began)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
        size[address] = len(answer.content)
    return took, size


def _pages() -> list[str]:
    """A fixed spread: each kind of page, for units of every kind and every fifth measure."""
    units, measures, rules = _units(), _measures(), _rules()
    per_unit = [f"/units/{unit}/{page}" for unit in units for page in ("", "priority/")]
    per_measure = [f"/measures/{measure}/" for measure in measures]
    both = [f"/measures/{m}/{u}/" for n, m in enumerate(measures) for u in units[n % 3 :: 3]]
    equality = [f"/units/{unit}/equality/" for unit in units[:2]]
    fixed = ["", "rights/", "priority/", "equality/", "quality/", "editions/", "code/", "real/",
             "owe/", "about/", "search/?q=arrest", "search/?q=south", "satisfaction/",
             "satisfaction/bcu/", "satisfaction/crime-type/", "satisfaction/equality/",
             "satisfaction/drivers/", "satisfaction/method/", "measures/pas-good-job-local/",
             f"editions/{os.environ['UPHELD_EDITION']}/"]  # fmt: skip
    rights = [f"/rights/{number}/" for number in range(1, 13)]
    code = [f"/code/{rule}/" for rule in rules]
    fixed = [f"/{page}" for page in fixed]
    return [*fixed, *rights, *code, *per_unit, *equality, *per_measure, *both]


def _downloads() -> dict[str, list[str]]:
    tables = [f"/tables/{kind}/{m}/{u}" for m in _measures() for u in _units()[:4]
              for kind in ("months", "control")]  # fmt: skip
    charts = [f"/charts/{kind}/{m}/{u}/{size}.svg" for m in _measures() for u in _units()[:3]
              for kind in ("control", "funnel") for size in ("wide", "narrow")]  # fmt: skip
    return {"csv": [f"{each}.csv" for each in tables], "ods": [f"{each}.ods" for each in tables],
            "chart": charts}  # fmt: skip


def _units() -> list[str]:
    """BCUs first, then boroughs and teams."""
    opened = _opened()
    found: list[str] = []
    for unit_type, step in (("bcu", 4), ("ocu", 4), ("borough", 8), ("team", 16)):
        found += opened.figures.unit_codes(unit_type)[::step]
    return found


def _measures() -> list[str]:
    from upheld.render.figures import HEADLINE

    return [HEADLINE, *_opened().figures.measures()[::5]]


def _rules() -> list[str]:
    from upheld.rules import load

    return [each.id for each in load.victims_codes().entitlements][::10]


def _opened() -> Any:
    from upheld.web.staff import editions

    opened = editions.main()
    assert opened is not None
    return opened


def _client(username: str) -> Any:
    """A member of staff who signed in a moment ago."""
    from django.test import Client
    from django.utils import timezone

    from upheld.web.staff.accounts import sessions
    from upheld.web.staff.accounts.actions import ACCOUNTS
    from upheld.web.staff.accounts.models import Account, GivenRole

    account = Account.objects.create(username=username)
    GivenRole.objects.create(account=account, role="staff", unit="")
    client = Client(headers={"host": "localhost"})
    client.force_login(account, ACCOUNTS)
    session = client.session
    sessions.begin(session, timezone.now())
    session.save()
    return client


def _session(username: str) -> str:
    return "; ".join(f"{c.key}={c.value}" for c in _client(username).cookies.values())


def _95th(values: Any) -> float:
    return quantiles(values, n=20, method="inclusive")[-1]


# At the client -----------------------------------------------------------------------------------


def _at_the_client(
    cookies: list[str], pages: list[str], editions: Path, name: str, seconds: float
) -> dict[str, Any]:
    """``upheld serve`` on one core, its readers on the other."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["taskset", "--cpu-list", SERVER_CORE, sys.executable, "-m", "upheld", "serve",
               "--port", str(port), "--editions", str(editions), "--edition", name]  # fmt: skip
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    os.sched_setaffinity(0, {CLIENT_CORE})
    address = f"http://127.0.0.1:{port}"
    try:
        started = _until_ready(address)
        readers = [_Reader(address, cookie, pages[n:] + pages[:n], n * EVERY / READERS, seconds)
                   for n, cookie in enumerate(cookies)]  # fmt: skip
        for each in readers:
            each.start()
        for each in readers:
            each.join()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)
    asked = [took for each in readers for took in each.pages]
    pictures = [took for each in readers for took in each.pictures]
    return {"client_milliseconds": _95th(asked), "client_pages": len(asked),
            "picture_milliseconds": _95th(pictures), "client_pictures": len(pictures),
            "ready_seconds": started}  # fmt: skip


def _until_ready(address: str) -> float:
    """Seconds until both processes are: then nothing else takes the core."""
    began, quick = time.monotonic(), 0
    while quick < ANSWERS:
        before = time.monotonic()
        try:
            urllib.request.urlopen(f"{address}/ready/", timeout=60).close()
            quick = quick + 1 if time.monotonic() - before < QUICK else 0
        except OSError:
            quick = 0
        time.sleep(PAUSE)
        if time.monotonic() - began > 180:
            raise RuntimeError("the server was not ready in three minutes")
    return time.monotonic() - began


class _Reader(threading.Thread):
    """Asks for a page every five seconds, and for the pictures on it that it does not have yet."""

    def __init__(
        self, address: str, cookie: str, pages: list[str], wait: float, seconds: float
    ) -> None:
        super().__init__()
        self.address, self.cookie, self.asking = address, cookie, pages
        self.wait, self.seconds = wait, seconds
        self.pages: list[float] = []
        self.pictures: list[float] = []
        self.held: set[str] = set()

    def run(self) -> None:
        began = time.monotonic() + self.wait
        for turn in range(int(self.seconds / EVERY)):
            time.sleep(max(0.0, began + turn * EVERY - time.monotonic()))
            page = self.asking[turn * READERS % len(self.asking)]
            content = self._get(page, self.pages)
            for picture in PICTURE.findall(content):
                if (found := picture.decode()) not in self.held:
                    self.held.add(found)
                    self._get(found, self.pictures)

    def _get(self, address: str, into: list[float]) -> bytes:
        before = time.monotonic()
        asked = urllib.request.Request(self.address + address, headers={"Cookie": self.cookie})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            content: bytes = answer.read()
        into.append(1000 * (time.monotonic() - before))
        return content


if __name__ == "__main__":
    main()
