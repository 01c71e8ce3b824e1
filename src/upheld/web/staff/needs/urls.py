"""Addresses of the needs assessment. ``token`` holds for one session and names nobody."""

from __future__ import annotations

from django.urls import path

from upheld.web.staff.needs import after, phone, supervise, views

urlpatterns = [
    path("needs/", views.home, name="needs"),
    path("needs/start/", views.start, name="needs-start"),
    path("needs/open/", views.open_again, name="needs-open"),
    path("needs/offline/", phone.offline, name="needs-offline"),
    path("needs/not-sent/", phone.not_sent, name="needs-not-sent"),
    path("needs/worker.js", phone.worker, name="needs-worker"),
    path("needs/from-phone/", phone.receive, name="needs-from-phone"),
    path("needs/versions/", supervise.compared, name="needs-versions"),
    path("needs/units/<str:unit>/", supervise.unfinished, name="needs-unit"),
    path("needs/<slug:token>/check/", views.check, name="needs-check"),
    path("needs/<slug:token>/<int:number>/", views.page, name="needs-page"),
    path("needs/<slug:token>/result/", after.result, name="needs-result"),
    path("needs/<slug:token>/decide/", after.decide, name="needs-decide"),
    path("needs/<slug:token>/references/", after.references, name="needs-references"),
    path("needs/<slug:token>/copy/", after.copy, name="needs-copy"),
    path("needs/<slug:token>/again/", after.again, name="needs-again"),
]
