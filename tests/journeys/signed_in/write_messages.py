"""Records of a push that has gone through a bad day, for a site that is about to start: one line of
each fate, a list of subscribers, and each kind of link to stop. Prints the two links."""

from __future__ import annotations

import sys

from upheld.web.staff import start

start.prepare()

from datetime import date, timedelta  # noqa: E402 - Django first

from django.utils import timezone  # noqa: E402

from upheld.web.staff import editions  # noqa: E402
from upheld.web.staff.accounts.actions import add_local  # noqa: E402
from upheld.web.staff.accounts.roles import Grant, Role  # noqa: E402
from upheld.web.staff.publish.models import Publication  # noqa: E402
from upheld.web.staff.push import actions, canary, links, prepare  # noqa: E402
from upheld.web.staff.push.models import Line, Push, State, Subscriber  # noqa: E402

opened = editions.main()
assert opened
now = timezone.now()
# Never published in fact, so that the site goes on showing what its settings name.
publication = Publication.objects.create(
    edition=opened.name, digest="x", as_of=date(2026, 11, 22), demonstration=False, figures=9,
    until=now + timedelta(days=9), published_at=now, by="anna", withdrawn_at=now,
)  # fmt: skip
CODES = {State.BOUNCED: "5.1.1", State.SOFT: "4.4.7", State.REFUSED: "550"}
for state in State:
    Subscriber.objects.create(
        email=f"somebody-with-a-long-address.{state}@victim-care.force.example", unit="SN",
        post="Victim Care SPOC", required=state == State.LEFT, source="list", since=now,
        bounced="5.1.1" if state == State.BOUNCED else "",
        username="not-here", daily=True, stopped_at=now if state == State.LEFT else None,
    )  # fmt: skip
people = tuple(Subscriber.objects.all())
letters = prepare.letters_for(opened, {"SN": opened.place("SN"), canary.UNIT: opened.whole})
made = prepare.Prepared(publication, letters, people, 9)
push = actions.prepare(by="anna", prepared=made, origin="command line")
for line in Line.objects.filter(canary=False).select_related("subscriber"):
    state = State(line.subscriber.email.partition("@")[0].partition(".")[2])
    Line.objects.filter(pk=line.pk).update(state=state, code=CODES.get(state, ""))
Push.objects.update(halted="2026-10 was withdrawn or replaced while messages were sent")
add_local(by="t", username="local", name="", password="a b c d e f g h i", origin="t",
          grants=[Grant(Role.SPOC, "SN")])  # fmt: skip
for link in (links.stop(people[0]), links.stop_daily("local")):
    sys.stdout.write(link.partition("8000")[2] + "\n")
