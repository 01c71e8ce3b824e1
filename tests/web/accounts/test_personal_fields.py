"""Nobody adds a field to the records without saying whether it is personal."""

from __future__ import annotations

from typing import Any

from upheld.web.staff import personal


def _fields() -> dict[str, set[str]]:
    from django.apps import apps

    return {
        f"{model._meta.app_label}.{model.__name__}": {
            field.name for field in model._meta.get_fields() if field.concrete
        }
        for model in apps.get_models()
    }


def test_every_field_of_the_records_is_declared_personal_or_not(site: Any) -> None:
    assert {name: set(fields) for name, fields in personal.FIELDS.items()} == _fields()


def test_the_committed_migrations_make_the_tables_that_the_code_has(records: Any) -> None:
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
