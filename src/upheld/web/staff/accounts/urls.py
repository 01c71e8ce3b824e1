"""Addresses of signing in and out."""

from __future__ import annotations

from django.urls import path

from upheld.web.staff.accounts import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/provider/", views.to_provider, name="to-provider"),
    path("sign-in/back/", views.from_provider, name="from-provider"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("signed-out/", views.signed_out, name="signed-out"),
    path("account/", views.account, name="account"),
    path("accounts/", views.accounts, name="accounts"),
]
