"""Commands of the twelve months after publication."""
