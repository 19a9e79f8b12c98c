"""The language of inspection: facts, states and decisions. No I/O, no clock, no randomness."""

VERSION = "0.2.0.dev0"
