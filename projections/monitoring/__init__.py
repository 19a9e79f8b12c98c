"""Improvement monitoring: follow recommendations for twelve months after publication."""
