"""Folds of the log into views, and the events that count on a day."""
