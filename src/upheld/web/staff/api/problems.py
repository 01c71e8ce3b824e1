"""What a machine is told when it gets nothing: JSON as RFC 9457 has it, and what to do next."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import JsonResponse

if TYPE_CHECKING:
    from django.http import HttpRequest

MEDIA_TYPE = "application/problem+json"
PLACES = ("/api/", "/feeds/")
DENIED = {
    401: ("It is not known who asks, or the token has ended or was revoked.",
          "Send “Authorization: Bearer TOKEN”. Make one: upheld account token NAME --label WHAT."),
    403: ("This account may not read figures.",
          "Ask whoever runs the site to give it a role, such as staff."),
}  # fmt: skip


class ProblemError(Exception):
    """Raised where a request cannot be answered; what the caller sees."""

    def __init__(self, status: int, detail: str, next_step: str) -> None:
        super().__init__(detail)
        self.status, self.detail, self.next_step = status, detail, next_step

    def answer(self) -> JsonResponse:
        return problem(self.status, self.detail, self.next_step)


def problem(status: int, detail: str, next_step: str, **more: Any) -> JsonResponse:
    """``title`` is that of the status; ``more`` are further members, such as ``errors``."""
    said = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "next_step": next_step,
        **more,
    }
    response = JsonResponse(said, status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


def denied(_request: HttpRequest, status: int) -> JsonResponse:
    return problem(status, *DENIED[status])


def for_machines(request: HttpRequest) -> bool:
    """Whether the address is one of those that answer with JSON, not with pages."""
    return request.path.startswith(PLACES)
