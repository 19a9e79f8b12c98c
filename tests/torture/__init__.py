"""Torture tests: inject faults and compare acknowledged commands with stored events."""
