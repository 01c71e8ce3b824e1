"""Who can sign in, and the roles that were given by command."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from upheld.web.staff.accounts.roles import Grant, Role, Roles


class Account(AbstractBaseUser):
    """One person. ``username`` is what the audit trail says: never changed, never used again.

    From the provider: ``issuer`` and ``subject`` say who it is, ``groups`` what the provider said
    at the last sign-in; roles follow from the groups by the force's table, each time anew. Made by
    command: no issuer, a password, and the roles that stand in GivenRole.
    """

    last_login = None  # To the second is for the trail alone; ``seen_on`` is the day.
    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=150, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    groups = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    seen_on = models.DateField(null=True)

    objects: ClassVar[BaseUserManager[Account]] = BaseUserManager()
    USERNAME_FIELD = "username"

    class Meta:
        ordering = ("username",)
        constraints = (
            models.UniqueConstraint(
                fields=("issuer", "subject"), condition=~Q(issuer=""), name="one_account_a_subject"
            ),
        )

    @property
    def local(self) -> bool:
        return not self.issuer

    def given(self) -> Roles:
        """The roles given by command."""
        rows = GivenRole.objects.filter(account=self).values_list("role", "unit")
        return Roles(frozenset(Grant(Role(role), unit) for role, unit in rows))


class Token(models.Model):
    """What a machine shows instead of signing in. Only its digest is kept: nobody reads it again.

    It does what its account may, where a view lets a machine in (``access.by_token``), until
    ``until``. Revoked means deleted; the trail says so.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    label = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ("account", "label")
        constraints = (
            models.UniqueConstraint(fields=("account", "label"), name="one_token_a_label"),
        )

    def __str__(self) -> str:
        return str(self.label)


class GivenRole(models.Model):
    """One role of an account made by command."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    role = models.CharField(max_length=20)
    unit = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("account", "role", "unit"), name="one_grant_once"),
        )

    def __str__(self) -> str:
        return str(Grant(Role(self.role), self.unit))
