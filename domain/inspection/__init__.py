"""Decisions on an inspection, from its announcement to the month-12 review."""
