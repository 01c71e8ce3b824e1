"""python -m benchmarks.push EDITION PEOPLE: how long the checks before a push take, and the sending
of one message each to a real SMTP server in a process of its own. Prints JSON."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

FORK = multiprocessing.get_context("fork")


class _Counts:
    def __init__(self, taken: Any) -> None:
        self.taken = taken

    async def handle_DATA(self, _: Any, __: Any, ___: Any) -> str:  # noqa: N802
        self.taken.value += 1
        return "250 OK"


def _serve(pipe: Any, taken: Any) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(_Counts(taken)), "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


def main() -> None:
    edition, people = Path(sys.argv[1]).resolve(), int(sys.argv[2])
    ours, theirs = FORK.Pipe()
    taken = FORK.Value("i", 0)
    server = FORK.Process(target=_serve, args=(theirs, taken), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory(prefix="upheld-bench-") as folder:
        os.environ.update(
            UPHELD_VAR=folder, UPHELD_EDITIONS=str(edition.parent), UPHELD_SMTP_TLS="none",
            UPHELD_PUSH_CARRIER="smtp", UPHELD_PUSH_FROM="upheld@force.example",
            UPHELD_PUSH_CANARY="canary@force.example", UPHELD_SMTP_HOST="127.0.0.1",
            UPHELD_SMTP_PORT=str(ours.recv()), UPHELD_EDITION=edition.name,
        )  # fmt: skip
        found = _measured(Path(folder), edition, people)
    server.terminate()
    if (taken.value, found["states"]) != (people + 1, {"accepted": people}):
        sys.exit(f"{taken.value:,} mails came, {found['states']}: not one each and the canary's")
    print(json.dumps({**found, "taken": taken.value}))


def _measured(folder: Path, edition: Path, people: int) -> dict[str, Any]:
    from upheld.pipeline.build import build
    from upheld.web.staff import start

    start.prepare()
    from django.utils import timezone

    from upheld.editions.edition import open_edition
    from upheld.web.staff import editions
    from upheld.web.staff.publish import actions as publishing
    from upheld.web.staff.publish import current
    from upheld.web.staff.publish.check import Checked
    from upheld.web.staff.push import actions, canary, outbox, prepare
    from upheld.web.staff.push.carriers import configured
    from upheld.web.staff.push.models import Subscriber

    who = {"by": "bench", "origin": "command line"}
    manifest = open_edition(edition).manifest
    checked = Checked(edition.name, current.digest(edition), manifest.as_of,
                      manifest.demonstration, 0)  # fmt: skip
    publication = publishing.publish(checked=checked, until=None, over=None, **who)
    opened = editions.main()
    assert opened is not None
    places = {"force": opened.whole} | {str(each.code): each for each in opened.watched[1:]}
    # A unit of which nothing can be said gets no message: everybody here is of one that gets one.
    units = sorted(prepare.letters_for(opened, places, publication))
    editions._open.cache_clear()  # Verdicts are worked out within the time that is measured.
    now = timezone.now()
    Subscriber.objects.bulk_create(
        Subscriber(
            email=f"p{n}@force.example", unit=units[n % len(units)], since=now, source="list"
        )
        for n in range(people)
    )
    canary.write_extracts(folder / "extracts")
    planted, _ = build(folder / "extracts", folder / "canary", canary.AS_OF)
    began = time.monotonic()
    prepared = prepare.whole(publication, planted)
    verified = time.monotonic()
    push = actions.prepare(prepared=prepared, **who)
    ran = outbox.run(push, configured(), pause=time.sleep, **who)
    sent = time.monotonic()
    return {"verify_seconds": verified - began, "send_seconds": sent - verified,
            "figures": prepared.figures, "states": ran.states}  # fmt: skip


if __name__ == "__main__":
    main()
