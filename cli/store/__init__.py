"""Commands about the store: create, verify, sign, back up, copy."""
