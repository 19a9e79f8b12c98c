"""Refusals: why something may not be done."""
