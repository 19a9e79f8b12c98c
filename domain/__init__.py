"""The language of inspection: facts, states and decisions. No I/O, no clock, no randomness."""

VERSION = "0.1.0"
