"""How views are folded from the log, and which events count on a day."""
