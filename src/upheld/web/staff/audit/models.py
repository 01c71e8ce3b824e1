"""One line of the audit trail."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """Who did what, to what, when and from where. The database refuses to change one.

    ``by`` is an account's name, which is never given to anybody else. ``case`` is a crime's
    reference, where one case alone was looked at. ``kept_from`` stands in a purge alone: what is
    older goes. ``digest`` seals the line and, through ``previous``, every line before it.
    """

    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    what = models.CharField(max_length=40)
    unit = models.CharField(max_length=40, blank=True)
    about = models.CharField(max_length=200, blank=True)
    case = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    recipient = models.CharField(max_length=100, blank=True)
    count = models.PositiveIntegerField(null=True)
    origin = models.CharField(max_length=45)
    kept_from = models.DateTimeField(null=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("by", "-id"), name="audit_by"),
            models.Index(fields=("unit", "-id"), name="audit_unit"),
            models.Index(fields=("what", "-id"), name="audit_what"),
            models.Index(fields=("at",), name="audit_at"),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"
