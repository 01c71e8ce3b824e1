"""The decisions which edition is shown, in the order they were taken."""

from __future__ import annotations

from django.db import models


class Publication(models.Model):
    """One edition, published once. ``digest`` is that of its manifest, which names every file's
    hash: a folder that was replaced since is not what was published. It is shown from ``until``
    on, until another one is or this one is withdrawn."""

    edition = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    as_of = models.DateField()
    demonstration = models.BooleanField()
    figures = models.PositiveIntegerField()
    until = models.DateTimeField()
    published_at = models.DateTimeField()
    by = models.CharField(max_length=150)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.edition} {self.pk}"
