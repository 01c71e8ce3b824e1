"""What gunicorn serves: assets gathered, editions opened and question sets read before the first
page is asked for."""

from __future__ import annotations

import os
from contextlib import suppress

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upheld.web.staff.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError

from upheld.core.errors import UpheldError
from upheld.question_sets.load import question_set
from upheld.web.staff import assets, editions
from upheld.web.staff.needs.lot import FULL, SHORT

assets.gather(settings.STATIC_ROOT)
application = get_wsgi_application()
# What cannot be read is named on its page and on the health page, not here.
with suppress(UpheldError, DatabaseError):
    for name in editions.shown():
        editions.opened(name)
# Half a second each, which the first at a door, and all who come meanwhile, would wait for.
for version in (SHORT, FULL):
    question_set("needs_assessment", version)
