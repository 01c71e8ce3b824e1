"""A view for machines: opened by session or token, read-only, its errors in JSON."""

from __future__ import annotations

from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from upheld.web.staff.accounts.access import by_token
from upheld.web.staff.api.problems import ProblemError, denied, problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

READ = ("GET", "HEAD")


def for_machines(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @by_token(denied)
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
        if request.method not in READ:
            refused = problem(
                HTTPStatus.METHOD_NOT_ALLOWED, "This can only be read.", "Ask with GET."
            )
            refused["Allow"] = ", ".join(READ)
            return refused
        asked, request.method = request.method, "GET"  # The body to HEAD is left out by the server.
        try:
            return view(request, *args, **parts)
        except ProblemError as error:
            return error.answer()
        finally:
            request.method = asked

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # Nothing is ever changed.
    return answer
