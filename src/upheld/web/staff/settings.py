"""Settings of the staff site. Everything a machine decides comes from its environment.

docs/how-to/deploy.md lists every name. Where a name is missing the safe thing holds: without
UPHELD_LOOPBACK (which `upheld serve` sets when it listens on this machine only) nothing is shown
to who has not signed in; with UPHELD_URL the site stands behind TLS and says so to the browser.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from upheld.web.staff import logs
from upheld.web.staff.records import database
from upheld.web.staff.secret_key import secret, secret_key
from upheld.web.staff.tile_origins import origins

HERE = Path(__file__).parent
VAR = Path(os.environ.get("UPHELD_VAR", "var")).resolve()
EDITIONS = Path(os.environ.get("UPHELD_EDITIONS", VAR / "editions")).resolve()
EDITION = os.environ.get("UPHELD_EDITION", "demonstration")

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
URL = urlsplit(os.environ.get("UPHELD_URL", ""))
HOSTS = os.environ.get("UPHELD_HOSTS", "").split() or [URL.hostname or "localhost"]
LOOPBACK = bool(os.environ.get("UPHELD_LOOPBACK")) and not URL.hostname
BEHIND_PROXY = bool(URL.hostname)

DEBUG = False
SECRET_KEY = os.environ.get("UPHELD_SECRET_KEY") or secret_key(VAR / "secret-key")
ALLOWED_HOSTS = sorted({*HOSTS, *LOCAL_HOSTS})  # Whoever runs it asks /ready/ by a local name.
ROOT_URLCONF = "upheld.web.staff.urls"
WSGI_APPLICATION = "upheld.web.staff.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "axes",
    "csp",
    "upheld.web.staff",
    "upheld.web.staff.accounts",
    "upheld.web.staff.audit",
    "upheld.web.staff.publish",
    "upheld.web.staff.push",
    "upheld.web.staff.needs",
    "upheld.web.staff.callbacks",
]
DATABASES: dict[str, Any] = {"default": database(VAR, os.environ.get("UPHELD_DATABASE", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
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
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "upheld.web.staff.accounts.access.Access",
    "axes.middleware.AxesMiddleware",
]
CSRF_FAILURE_VIEW = "upheld.web.staff.failures.form_too_old"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [HERE / "templates", HERE.parent / "journeys" / "templates"],
        "OPTIONS": {"environment": "upheld.web.staff.jinja.environment"},
    }
]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+\.[0-9a-f]{12}\..+$"

# Who may see what ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Account"
ROLES = Path(os.environ.get("UPHELD_ROLES", VAR / "roles.toml")).resolve()
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "upheld.web.staff.accounts.backends.Accounts",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 14},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# The force's OpenID Connect provider. Its places are discovered from the issuer.
PROVIDER = os.environ.get("UPHELD_OIDC_ISSUER", "")
PROVIDER_GROUPS = os.environ.get("UPHELD_OIDC_GROUPS", "groups")
OIDC_RP_CLIENT_ID = os.environ.get("UPHELD_OIDC_CLIENT_ID", "")
OIDC_RP_CLIENT_SECRET = secret("UPHELD_OIDC_CLIENT_SECRET")
OIDC_RP_SCOPES = os.environ.get("UPHELD_OIDC_SCOPES", "openid profile email")
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_USE_PKCE = True
OIDC_TIMEOUT = 5
OIDC_AUTHENTICATION_CALLBACK_URL = "from-provider"

# Behind the reverse proxy of deploy.md, which sets both headers itself on every request.
BEHIND_TLS = URL.scheme == "https"
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/$", r"^ready/$"]
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())

# Sessions stand in the records; the browser holds a number alone, and not for long.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE = timedelta(minutes=30)
SESSION_LONGEST = timedelta(hours=10)
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "__Host-session" if BEHIND_TLS else "session"
DEVICE_COOKIE_NAME = "__Host-person" if BEHIND_TLS else "person"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would lose the way back from the provider.
CSRF_COOKIE_NAME = "__Host-form" if BEHIND_TLS else "form"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None

# Whom people write to about this site: an address of mail or of a page, shown as it stands.
CONTACT = os.environ.get("UPHELD_CONTACT", "")

# The push: how messages leave, and to whom they may go. docs/how-to/push.md lists every name.
PUSH_CARRIER = os.environ.get("UPHELD_PUSH_CARRIER", "")  # smtp or notify; empty: none leaves.
PUSH_FROM = os.environ.get("UPHELD_PUSH_FROM", "")
PUSH_BOUNCES = os.environ.get("UPHELD_PUSH_BOUNCES", "")  # bounces+{}@…: {} names the message.
PUSH_DOMAINS = frozenset(os.environ.get("UPHELD_PUSH_DOMAINS", "").lower().split())
PUSH_CANARY = os.environ.get("UPHELD_PUSH_CANARY", "")
PUSH_RECEIPTS = secret("UPHELD_PUSH_RECEIPTS")
PUSH_URL = URL.geturl().rstrip("/") or "http://localhost:8000"
SMTP_HOST = os.environ.get("UPHELD_SMTP_HOST", "localhost")
SMTP_PORT = int(os.environ.get("UPHELD_SMTP_PORT", "25"))
SMTP_USER = os.environ.get("UPHELD_SMTP_USER", "")
SMTP_PASSWORD = secret("UPHELD_SMTP_PASSWORD")
SMTP_TLS = os.environ.get("UPHELD_SMTP_TLS", "required")  # required, or none on this machine
NOTIFY_KEY = secret("UPHELD_NOTIFY_KEY")
NOTIFY_TEMPLATE = os.environ.get("UPHELD_NOTIFY_TEMPLATE", "")
NOTIFY_URL = os.environ.get("UPHELD_NOTIFY_URL", "https://api.notifications.service.gov.uk")

# How long the audit trail is kept; docs/staff-site/retention-schedule.md gives the reason.
TRAIL_DAYS = int(os.environ.get("UPHELD_TRAIL_DAYS", "2192"))

# How long the restricted half of an edition is kept, from its as-of date.
CASES_DAYS = int(os.environ.get("UPHELD_CASES_DAYS", "1096"))

# Needs assessments: the share that is drawn by lot for the full set, and how long they are kept.
NEEDS_AUDIT_SHARE = float(os.environ.get("UPHELD_NEEDS_AUDIT_SHARE", "0.05"))
NEEDS_DAYS = int(os.environ.get("UPHELD_NEEDS_DAYS", "1096"))

# Messages: what was said to whom and what became of it; and each day's list.
MESSAGES_DAYS = int(os.environ.get("UPHELD_MESSAGES_DAYS", "1096"))
DAILY_DAYS = int(os.environ.get("UPHELD_DAILY_DAYS", "31"))

# Where trials that an analyst published stand, a file each.
TRIALS = Path(os.environ.get("UPHELD_TRIALS", VAR / "trials")).resolve()

# How long call-backs are kept, from when they were put on the list.
CALL_BACKS_DAYS = int(os.environ.get("UPHELD_CALL_BACKS_DAYS", "1096"))

# Guessing a password: five tries a name, then a quarter of an hour's rest.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # The audit trail is the one record of who signed in.
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "upheld.web.staff.accounts.visitor.origin"
AXES_LOCKOUT_CALLABLE = "upheld.web.staff.accounts.views.too_many"

# What the browser may do --------------------------------------------------------------------------

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
# Whose pages may frame a tile, and nothing else of this site: https://portal.example …
TILE_ORIGINS = origins(os.environ.get("UPHELD_TILE_ORIGINS", ""))
SECURE_REFERRER_POLICY = "same-origin"
# W006: a name that is tried too often rests, from wherever it is tried.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

# Counts and codes only: no address, no query, no body is ever written to a log.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": logs.FORMATTERS,
    "handlers": logs.HANDLERS,
    "root": logs.ROOT,
}
