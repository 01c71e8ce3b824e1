"""What the site keeps about those who use it, and how accessible it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render

from upheld.web.staff.accounts.access import open_to_all

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@open_to_all
def privacy(request: HttpRequest) -> HttpResponse:
    values = {
        "opened": None, "contact": settings.CONTACT, "idle": settings.SESSION_IDLE,
        "longest": settings.SESSION_LONGEST, "trail_days": settings.TRAIL_DAYS,
        "messages_days": settings.MESSAGES_DAYS, "daily_days": settings.DAILY_DAYS,
        "needs_days": settings.NEEDS_DAYS, "call_backs_days": settings.CALL_BACKS_DAYS,
    }  # fmt: skip
    return render(request, "privacy.html", values)


@open_to_all
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html", {"opened": None, "contact": settings.CONTACT})
