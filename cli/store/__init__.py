"""Commands on the store: create, verify, sign, back up, copy."""
