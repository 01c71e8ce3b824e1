"""What is kept of messages, until when, and its end.

Letters and what became of each go after their time; the push itself stays, a line of counts, so
that no edition is ever sent a second time. The newest is kept whole: the next is compared with it.
Who stopped goes once nothing names them any more: no message, no day's list, and not the newest
list of posts, which would otherwise sign them up again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, Max, OuterRef

from upheld.web.staff.push.models import DailyMail, Letter, Line, Push, Subscriber

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Old:
    """What is to go now."""

    before: datetime
    days_before: date

    @property
    def lines(self) -> QuerySet[Line]:
        return Line.objects.filter(push__in=self._pushes())

    @property
    def letters(self) -> QuerySet[Letter]:
        return Letter.objects.filter(push__in=self._pushes())

    @property
    def daily(self) -> QuerySet[DailyMail]:
        return DailyMail.objects.filter(day__lt=self.days_before)

    @property
    def subscribers(self) -> QuerySet[Subscriber]:
        """Asked again after the messages went, as those name their subscribers."""
        newest = Subscriber.objects.aggregate(Max("listed_at"))["listed_at__max"]
        named = [Exists(table.filter(subscriber=OuterRef("pk"))) for table in self._kept()]
        stopped = Subscriber.objects.filter(stopped_at__lt=self.before).exclude(
            listed_at__isnull=False, listed_at=newest
        )
        return stopped.exclude(named[0]).exclude(named[1])

    def counts(self) -> tuple[int, int, int]:
        return self.lines.count(), self.daily.count(), self.subscribers.count()

    def _pushes(self) -> QuerySet[Push]:
        newest = Push.objects.values_list("pk", flat=True).first()
        return Push.objects.filter(prepared_at__lt=self.before).exclude(pk=newest)

    def _kept(self) -> tuple[QuerySet[Line], QuerySet[DailyMail]]:
        going = self._pushes()
        return (Line.objects.exclude(push__in=going),
                DailyMail.objects.exclude(day__lt=self.days_before))  # fmt: skip
