"""Compare a store with the acknowledged commands, and count the differences."""
