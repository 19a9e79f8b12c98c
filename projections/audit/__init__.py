"""Show who changed what, when and why, and the effect on the score."""
