"""Measure how far assessors agree, and how often moderators changed their answers."""
