"""Addresses of call-backs. ``token`` holds for one session and unit, and names nobody."""

from __future__ import annotations

from django.urls import path

from upheld.web.staff.callbacks import views

urlpatterns = [
    path("call-backs/", views.home, name="call-backs"),
    path("call-backs/<str:unit>/", views.unit, name="call-backs-unit"),
    path("call-backs/<str:unit>/add/", views.add, name="call-back-add"),
    path("call-backs/<str:unit>/victim/<slug:token>/", views.one, name="call-back"),
]
