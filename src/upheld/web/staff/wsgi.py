"""What gunicorn serves. A process takes its first reader once the assets are gathered and the first
pages of each edition made."""

from __future__ import annotations

import os
from contextlib import suppress

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upheld.web.staff.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError

from upheld.web.staff import assets, first_pages

assets.gather(settings.STATIC_ROOT)
application = get_wsgi_application()
# What cannot be made is named on its page and makes the site not ready; it starts all the same.
with suppress(DatabaseError):
    first_pages.make()
