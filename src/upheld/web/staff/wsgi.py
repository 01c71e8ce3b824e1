"""What gunicorn serves: the assets are gathered first, then Django starts."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upheld.web.staff.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from upheld.web.staff import assets

assets.gather(settings.STATIC_ROOT)
application = get_wsgi_application()
