"""One victim to be called back, and each try. Statuses are worked out, not kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from upheld.core.call_back import CameTo, Try

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class CallBack(models.Model):
    """``number`` names it in the trail and in extracts: random, so that it says nothing.

    ``unsafe``: the ways that must not be used. ``message``: whether one may be left; None where
    nobody asked. No name and no number of a telephone is kept: those stand in the case.
    """

    number = models.CharField(max_length=32, unique=True)
    unit = models.CharField(max_length=40)
    crime = models.CharField(max_length=64)
    victim = models.CharField(max_length=64)
    unsafe = models.JSONField(default=list)
    message = models.BooleanField(null=True)
    call_from = models.DateField()
    call_by = models.DateField()
    added_at = models.DateTimeField()
    by = models.CharField(max_length=150)

    tries: RelatedManager[CallTry]

    class Meta:
        ordering = ("call_by", "id")
        indexes = (models.Index(fields=("unit", "call_by"), name="callbacks_unit"),)
        constraints = (
            models.UniqueConstraint(fields=("crime", "victim"), name="callbacks_one_a_victim"),
        )

    def __str__(self) -> str:
        return f"call-back {self.number}"


class CallTry(models.Model):
    """Never changed. ``unsafe`` and ``message``: what the victim said in this call."""

    call_back = models.ForeignKey(CallBack, models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    came_to = models.CharField(max_length=20)
    next = models.CharField(max_length=20)
    again_on = models.DateField(null=True)
    unsafe = models.JSONField(default=list)
    message = models.BooleanField(null=True)
    script = models.CharField(max_length=40)

    class Meta:
        ordering = ("at", "id")

    @property
    def as_try(self) -> Try:
        return Try(timezone.localdate(self.at), CameTo(self.came_to), self.again_on)
