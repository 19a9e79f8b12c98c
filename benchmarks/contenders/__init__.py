"""The programs that are compared, and the check that they agree."""
