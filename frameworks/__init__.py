"""The frameworks that ship with the product, as data files that inspectors can review."""
