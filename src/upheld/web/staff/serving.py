"""What gunicorn is told, unless GUNICORN_CMD_ARGS says otherwise.

No access log can be kept, whatever is said there: it would hold the addresses of those who look.
"""

from __future__ import annotations

from upheld.web.staff import logs

workers = 2
threads = 4
timeout = 60
loglevel = "warning"
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": logs.FORMATTERS,
    "handlers": logs.HANDLERS,
    "root": logs.ROOT,
    "loggers": {
        "gunicorn.error": {"level": "WARNING", "handlers": ["console"], "propagate": False},
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
    },
}
