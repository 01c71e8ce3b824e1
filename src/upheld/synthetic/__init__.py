"""A made-up force with known truth, for demonstration, tests and benchmarks."""
