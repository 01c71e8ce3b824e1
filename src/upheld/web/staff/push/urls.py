"""Addresses of messages."""

from __future__ import annotations

from django.urls import path

from upheld.web.staff.push import reading, views

urlpatterns = [
    path("messages/", views.page, name="push"),
    path("messages/said/<int:publication>/<str:unit>/", reading.said, name="push-said"),
    path("messages/kept/<int:publication>/<str:unit>/", reading.kept, name="push-kept"),
    path("messages/<int:push>/", reading.lines, name="push-lines"),
    path("messages/preview/", reading.preview, name="push-preview"),
    path("messages/lines/<int:line>/", reading.line, name="push-line"),
    path("messages/lines/<int:line>/settle/", views.settle, name="push-settle"),
    path("messages/addresses/<int:subscriber>/right/", views.correct, name="push-correct"),
    path("messages/<int:push>/go-on/", views.go_on, name="push-go-on"),
    path("messages/receipts/", views.receipts, name="push-receipts"),
    path("messages/stop/<str:token>/", views.stop, name="push-stop"),
    path("messages/stop-daily/<str:token>/", views.stop_daily, name="push-stop-daily"),
    path("messages/subscribe/<str:unit>/", views.subscribe, name="push-subscribe"),
]
