"""States: what decisions need to know, folded from the facts."""
