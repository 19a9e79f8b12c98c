"""Stores events: encoded, in order, with their positions."""
