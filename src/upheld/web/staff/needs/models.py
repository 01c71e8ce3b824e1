"""One needs assessment, and what was decided about it."""

from __future__ import annotations

from django.db import models

SET = "needs_assessment"


class Assessment(models.Model):
    """``number`` names it in the trail and in extracts: random, so that it says nothing.

    ``answers`` are texts by key as `core/questions` keeps them; nothing derived is kept but the
    names of the flags at the moment it was handed in. ``seconds``: how long each page stood open.
    ``draw`` below ``share`` means that the lot fell on the full set (``audit``). References may be
    given later: on the doorstep there may be none yet. ``born_on`` is asked with them, of
    whoever was under 18 and was not asked it before.
    """

    number = models.CharField(max_length=32, unique=True)
    unit = models.CharField(max_length=40)
    by = models.CharField(max_length=150)
    set_name = models.CharField(max_length=60)
    version = models.CharField(max_length=40)
    audit = models.BooleanField()
    draw = models.FloatField()
    share = models.FloatField()
    follows = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    crime = models.CharField(max_length=64, blank=True)
    victim = models.CharField(max_length=64, blank=True)
    reported_on = models.DateField(null=True)
    born_on = models.DateField(null=True)
    answers = models.JSONField(default=dict)
    seconds = models.JSONField(default=dict)
    flags = models.JSONField(default=list)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-started_at", "-id")
        indexes = (
            models.Index(fields=("unit", "finished_at"), name="needs_unit"),
            models.Index(fields=("by", "finished_at"), name="needs_by"),
        )

    def __str__(self) -> str:
        return f"needs assessment {self.number}"

    @property
    def decision(self) -> Decision | None:
        """The latest."""
        return Decision.objects.filter(assessment=self).first()


class Decision(models.Model):
    """What the officer decided. Never changed: a new decision is a new row."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="decisions")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    categories = models.JSONField(default=list)
    set_aside = models.JSONField(default=list)
    overrules = models.BooleanField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-at", "-id")
