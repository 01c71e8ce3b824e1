"""Settings of the staff site. Everything a machine decides comes from its environment.

UPHELD_EDITIONS is the folder of editions, UPHELD_EDITION the name of the one to show first,
UPHELD_VAR where the site keeps its key and its gathered style sheet, UPHELD_HOSTS the host names
it answers to (spaces between).
"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from upheld.web.staff.secret_key import secret_key

HERE = Path(__file__).parent
VAR = Path(os.environ.get("UPHELD_VAR", "var")).resolve()
EDITIONS = Path(os.environ.get("UPHELD_EDITIONS", VAR / "editions")).resolve()
EDITION = os.environ.get("UPHELD_EDITION", "demonstration")

DEBUG = False
SECRET_KEY = os.environ.get("UPHELD_SECRET_KEY") or secret_key(VAR / "secret-key")
ALLOWED_HOSTS = os.environ.get("UPHELD_HOSTS", "127.0.0.1 localhost [::1]").split()
ROOT_URLCONF = "upheld.web.staff.urls"
WSGI_APPLICATION = "upheld.web.staff.wsgi.application"
INSTALLED_APPS = ["csp", "upheld.web.staff"]
DATABASES: dict[str, object] = {}
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
USE_I18N = False

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {"environment": "upheld.web.staff.jinja.environment"},
    }
]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+\.[0-9a-f]{12}\..+$"

# No script at all, nothing from elsewhere, no style but our own file.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS: list[str] = []

# Counts and codes only: no address, no query, no body is ever written to a log.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"codes": {"()": "upheld.web.staff.logs.CodesOnly"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "codes"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
