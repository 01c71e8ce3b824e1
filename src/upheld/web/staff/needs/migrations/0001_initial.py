"""The tables of the needs assessment."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=32, unique=True)),
                ("unit", models.CharField(max_length=40)),
                ("by", models.CharField(max_length=150)),
                ("set_name", models.CharField(max_length=60)),
                ("version", models.CharField(max_length=40)),
                ("audit", models.BooleanField()),
                ("draw", models.FloatField()),
                ("share", models.FloatField()),
                ("crime", models.CharField(blank=True, max_length=64)),
                ("victim", models.CharField(blank=True, max_length=64)),
                ("reported_on", models.DateField(null=True)),
                ("answers", models.JSONField(default=dict)),
                ("seconds", models.JSONField(default=dict)),
                ("flags", models.JSONField(default=list)),
                ("started_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "follows",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="needs.assessment",
                    ),
                ),
            ],
            options={
                "ordering": ("-started_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by", models.CharField(max_length=150)),
                ("at", models.DateTimeField()),
                ("categories", models.JSONField(default=list)),
                ("set_aside", models.JSONField(default=list)),
                ("overrules", models.BooleanField()),
                ("reason", models.TextField(blank=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="needs.assessment",
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-id"),
            },
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(fields=["unit", "finished_at"], name="needs_unit"),
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(fields=["by", "finished_at"], name="needs_by"),
        ),
    ]
