"""Replay: an inspection, event by event."""
