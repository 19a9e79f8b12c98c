"""The states that decisions need, folded from the facts."""
