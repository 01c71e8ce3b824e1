"""A real SMTP server in its own process, and prepared messages for a few people."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from tests.web.accounts.conftest import both, on_postgresql, postgresql_model, server  # noqa: F401
from tests.web.publish.conftest import (  # noqa: F401 - fixtures, used by their names
    account,
    browser_of,
    entries_of,
    folder,
    nobody,
    on_sqlite,
    password,
    publish,
    put_out,
    records,
    sqlite_model,
)

from upheld.editions.edition import Edition
from upheld.pipeline.build import build

FORK = multiprocessing.get_context("fork")
CANARY = "canary@force.example"


class Box:
    """What the server took, by file; ``answers``: what it says to a recipient instead of yes."""

    def __init__(self, place: Path) -> None:
        self.place = place
        (place / "mails").mkdir(parents=True)
        self.port = 0

    def answer(self, address: str, said: str) -> None:
        (self.place / address).write_text(said)

    def take(self, address: str) -> None:
        (self.place / address).unlink()

    def kill(self, pid: int, when: str, number: int) -> None:
        (self.place / "kill").write_text(f"{pid} {when} {number}")

    def put(self, after: int, source: Path, target: Path) -> None:
        """Once it has taken so many of people's mails, and before it says so, replace a file."""
        (self.place / "put").write_text(f"{after}\n{source}\n{target}")

    def clear(self) -> None:
        """Forget what came so far."""
        for each in (self.place / "mails").iterdir():
            each.unlink()

    def kill_no_more(self) -> None:
        (self.place / "kill").unlink(missing_ok=True)

    @property
    def mails(self) -> list[bytes]:
        return [p.read_bytes() for p in sorted((self.place / "mails").iterdir())]

    @property
    def peoples(self) -> list[bytes]:
        """Without the canary's."""
        found = sorted((self.place / "mails").iterdir())
        return [p.read_bytes() for p in found if not p.name.endswith(f" {CANARY}")]

    def to(self, but: str = CANARY) -> list[str]:
        """To whom each mail went, in the order of their coming, without the canary's."""
        found = [p.name.partition(" ")[2] for p in sorted((self.place / "mails").iterdir())]
        return [each for each in found if each != but]


class _Handler:
    def __init__(self, place: Path) -> None:
        self.place, self.asked = place, 0

    async def handle_RCPT(self, _server: Any, session: Any, envelope: Any, to: str, _: Any) -> str:
        self._perhaps_kill("asked", self.asked)
        self.asked += 1
        if (self.place / to).exists():
            return (self.place / to).read_text()
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:
        taken = len(list((self.place / "mails").iterdir()))
        name = f"{taken:05} {envelope.rcpt_tos[0]}"
        (self.place / "from").write_text(envelope.mail_from)
        (self.place / "mails" / name).write_bytes(envelope.content)
        self._perhaps_kill("taken", taken)
        self._perhaps_put(taken)
        return "250 OK"

    def _perhaps_put(self, taken: int) -> None:
        path = self.place / "put"
        if path.exists():
            after, source, target = path.read_text().split("\n")
            if int(after) == taken:
                shutil.copy(source, target)

    def _perhaps_kill(self, when: str, number: int) -> None:
        path = self.place / "kill"
        if path.exists():
            pid, wanted, at = path.read_text().split()
            if (wanted, int(at)) == (when, number):
                os.kill(int(pid), signal.SIGKILL)


def _serve(place: Path, pipe: Any) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        handler = _Handler(place)
        listening = await loop.create_server(lambda: SMTP(handler), "127.0.0.1", 0)
        pipe.send(listening.sockets[0].getsockname()[1])
        await listening.serve_forever()

    asyncio.run(main())


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    made = Box(tmp_path / "box")
    ours, theirs = FORK.Pipe()
    process = FORK.Process(target=_serve, args=(made.place, theirs))
    process.start()
    made.port = ours.recv()
    yield made
    process.terminate()
    process.join(10)


@pytest.fixture
def by_smtp(box: Box, tmp_path: Path) -> Iterator[None]:
    from django.test import override_settings

    with override_settings(
        PUSH_CARRIER="smtp", PUSH_FROM="upheld@force.example", PUSH_CANARY=CANARY, SMTP_TLS="none",
        SMTP_HOST="127.0.0.1", SMTP_PORT=box.port, VAR=tmp_path,
        PUSH_URL="https://upheld.force.example",
    ):  # fmt: skip
        yield


@pytest.fixture
def people() -> Callable[..., Any]:
    """Subscribers: ``people("SN", "a@force.example", "b@force.example")``."""

    def add(unit: str, *addresses: str, **values: Any) -> Any:
        from django.utils import timezone

        from upheld.web.staff.push.models import Subscriber

        return [
            Subscriber.objects.create(
                email=each, unit=unit, since=timezone.now(), **{"source": "list", **values}
            )
            for each in addresses
        ]

    return add


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory, site: Any) -> Edition:
    """The canary's edition, built of its extracts."""
    from upheld.web.staff.push import canary

    place = tmp_path_factory.mktemp("canary")
    canary.write_extracts(place / "extracts")
    return build(place / "extracts", place / "edition", canary.AS_OF)[0]


@pytest.fixture
def pushed(records: Any, editions: Path, by_smtp: None) -> Callable[[], Any]:  # noqa: F811
    """The messages of the small demonstration, published and prepared for whoever subscribed."""

    def make() -> Any:
        from django.conf import settings

        from upheld.web.staff import editions as site_editions
        from upheld.web.staff.publish import actions as publishing
        from upheld.web.staff.publish import current
        from upheld.web.staff.publish.check import Checked
        from upheld.web.staff.push import actions, canary, prepare
        from upheld.web.staff.push.models import Subscriber

        place, last = Path(settings.EDITIONS) / "demonstration", current.last()
        checked = Checked(place.name, current.digest(place), "2026-11-23", True, 9)
        publication = publishing.publish(
            by="anna", checked=checked, until=None, over=last.pk if last else None,
            origin="command line",
        )  # fmt: skip
        opened = site_editions.main()
        assert opened is not None
        told = tuple(Subscriber.objects.all())
        places = {each.unit: opened.place(each.unit) for each in told}
        letters = prepare.letters_for(opened, places, publication)
        planted = prepare.letters_for(opened, {canary.UNIT: opened.whole})
        made = prepare.Prepared(publication, letters | planted, told, 9)
        return actions.prepare(by="anna", prepared=made, origin="command line")

    return make


@pytest.fixture
def another(pushed: Callable[[], Any], editions: Path, tmp_path: Path) -> Any:
    """A later edition with the same figures, published and prepared in the place of the first."""
    from django.test import override_settings

    shutil.copytree(editions, tmp_path / "later")

    def make() -> Any:
        manifest = tmp_path / "later/demonstration/open/manifest.json"
        manifest.write_text(manifest.read_text().replace("2026-11-22", "2026-11-23"))
        with override_settings(EDITIONS=tmp_path / "later"):
            return pushed()

    return make


@pytest.fixture
def send() -> Callable[..., Any]:
    """One run of the outbox, without waiting."""

    def run(push: Any, pause: Any = lambda _: None) -> Any:
        from upheld.web.staff.push import outbox
        from upheld.web.staff.push.carriers import configured

        return outbox.run(push, configured(), by="anna", origin="command line", pause=pause)

    return run
