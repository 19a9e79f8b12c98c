"""Improvement monitoring: the twelve months after publication."""
