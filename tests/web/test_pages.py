"""What every page of the staff site keeps to."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html  # type: ignore[import-untyped]
