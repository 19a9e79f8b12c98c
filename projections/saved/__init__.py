"""The views that are saved, and what every other view is made of."""
