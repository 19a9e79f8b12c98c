"""Check published ratings against the rating rule of a framework."""
