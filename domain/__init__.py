"""The rules of an inspection: events, states and decisions. No I/O, no clock, no randomness."""

VERSION = "0.2.0.dev0"
