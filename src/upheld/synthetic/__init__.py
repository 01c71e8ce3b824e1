"""A made-up force with known truth, for demonstration, tests and benchmarks.

generate.py is the way in: setting.py → one month (crimes → victims → Enhanced Rights → journey →
telling, service, updates → tables → amendments) → files, and the truth, sealed.
"""

from upheld.synthetic.generate import demonstration
from upheld.synthetic.known_by import known_by
from upheld.synthetic.order import AS_OF, BEFORE, DEMONSTRATION

__all__ = ["AS_OF", "BEFORE", "DEMONSTRATION", "demonstration", "known_by"]
