"""Where facts are kept: encoded, in order, with their positions."""
