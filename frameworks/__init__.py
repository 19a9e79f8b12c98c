"""Frameworks that ship with the product, as data for inspectors to review."""
