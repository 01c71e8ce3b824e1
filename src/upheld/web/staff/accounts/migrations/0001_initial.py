"""Accounts, and the roles given by command."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("username", models.CharField(max_length=150, unique=True)),
                ("name", models.CharField(blank=True, max_length=150)),
                ("issuer", models.CharField(blank=True, max_length=200)),
                ("subject", models.CharField(blank=True, max_length=255)),
                ("groups", models.JSONField(default=list)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ("username",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("issuer", ""), _negated=True),
                        fields=("issuer", "subject"),
                        name="one_account_a_subject",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GivenRole",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(max_length=20)),
                ("unit", models.CharField(blank=True, max_length=40)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "role", "unit"), name="one_grant_once"
                    )
                ],
            },
        ),
    ]
