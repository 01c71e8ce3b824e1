"""What gunicorn serves. A process takes its first reader once the assets are gathered, the question
sets read and the first pages of each edition made."""

from __future__ import annotations

import os
from contextlib import suppress

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upheld.web.staff.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError

from upheld.question_sets.load import question_set
from upheld.web.staff import assets, first_pages
from upheld.web.staff.needs.lot import FULL, SHORT

assets.gather(settings.STATIC_ROOT)
application = get_wsgi_application()
# Half a second each, which the first at a door, and all who come meanwhile, would wait for.
for version in (SHORT, FULL):
    question_set("needs_assessment", version)
# What cannot be made is named on its page and makes the site not ready; it starts all the same.
with suppress(DatabaseError):
    first_pages.make()
