"""Audit: who changed what, when and why, and what it did to the score."""
