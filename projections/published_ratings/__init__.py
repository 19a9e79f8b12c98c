"""Published ratings, checked against the rule of the framework."""
