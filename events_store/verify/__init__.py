"""Verifies a log against its hashes, from the stored bytes."""
