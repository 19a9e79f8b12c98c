"""Generate the documentation, and check it."""
