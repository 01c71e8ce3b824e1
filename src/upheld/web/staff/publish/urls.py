"""The analyst's addresses."""

from __future__ import annotations

from django.urls import path

from upheld.web.staff.publish import views

urlpatterns = [
    path("publish/", views.page, name="publish"),
    path("publish/<str:name>/", views.one, name="publish-one"),
    path("publish/<str:name>/withdraw/", views.withdraw, name="publish-withdraw"),
]
