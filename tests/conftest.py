"""For all tests: a machine that is busy must not turn a property into a failure."""

from __future__ import annotations

import os

from hypothesis import settings

# A browser that a test of this process opened keeps an event loop running, in which Django refuses
# its records; nothing here runs twice at once.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

settings.register_profile("upheld", deadline=None)
settings.load_profile("upheld")
