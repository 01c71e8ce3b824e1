"""The table of the audit trail, and the database's own refusal to change it."""

from django.db import migrations, models

from upheld.web.staff.audit import triggers


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=150)),
                ("what", models.CharField(max_length=40)),
                ("unit", models.CharField(blank=True, max_length=40)),
                ("about", models.CharField(blank=True, max_length=200)),
                ("case", models.CharField(blank=True, max_length=64)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("recipient", models.CharField(blank=True, max_length=100)),
                ("count", models.PositiveIntegerField(null=True)),
                ("origin", models.CharField(max_length=45)),
                ("kept_from", models.DateTimeField(null=True)),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("digest", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["by", "-id"], name="audit_by"),
                    models.Index(fields=["unit", "-id"], name="audit_unit"),
                    models.Index(fields=["what", "-id"], name="audit_what"),
                    models.Index(fields=["at"], name="audit_at"),
                ],
            },
        ),
        migrations.RunPython(triggers.install, migrations.RunPython.noop),
    ]
