"""Faults that are injected into stores, and the registry of all of them."""
