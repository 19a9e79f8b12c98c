"""Compare the speed with alternatives: `python -m benchmarks` prints one table."""
