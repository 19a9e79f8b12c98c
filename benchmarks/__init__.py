"""How fast is it, beside what one would use instead? `python -m benchmarks` prints one table."""
