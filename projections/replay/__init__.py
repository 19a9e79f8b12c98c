"""Replay of an inspection, event by event."""
