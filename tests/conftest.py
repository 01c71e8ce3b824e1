"""For all tests: a machine that is busy must not turn a property into a failure."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("upheld", deadline=None)
settings.load_profile("upheld")
