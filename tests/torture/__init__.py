"""Faults, each with an oracle that compares what was acknowledged with what is there."""
