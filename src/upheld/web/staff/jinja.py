"""The template environment: our templates, GOV.UK Frontend's components, and our words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader

from upheld.render import formats, names, words
from upheld.web.staff import assets, editions


def environment(**options: Any) -> Environment:
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    options["loader"] = ChoiceLoader([options["loader"], govuk])
    made = Environment(**options, trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - Django turns autoescape on
    made.globals.update(
        asset=assets.url, url=_url, names=names, formats=formats, words=words, local=localtime,
        made_up=editions.made_up,
    )  # fmt: skip
    return made


def _url(name: str, /, **parts: str) -> str:
    return reverse(name, kwargs=parts)
