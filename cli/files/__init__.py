"""Files that people give to commands, and files that commands write."""
