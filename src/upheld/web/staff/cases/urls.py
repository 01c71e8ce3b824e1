"""Addresses of the case pages. They name a unit and nothing about a person."""

from __future__ import annotations

from django.urls import path

from upheld.web.staff.cases import views

urlpatterns = [
    path("cases/", views.cases, name="cases"),
    path("cases/<str:unit>/", views.unit, name="cases-unit"),
    path("cases/<str:unit>/reason/", views.reason, name="case-reason"),
    path("cases/<str:unit>/print/", views.printed, name="cases-print"),
    path("cases/<str:unit>/owed.<slug:form>", views.export, name="cases-export"),
    path("cases/<str:unit>/victim/<slug:token>/", views.victim, name="case-victim"),
]
