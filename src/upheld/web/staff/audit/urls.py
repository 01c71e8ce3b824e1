"""The auditor's address."""

from __future__ import annotations

from django.urls import path

from upheld.web.staff.audit import views

urlpatterns = [path("audit/", views.trail, name="trail")]
