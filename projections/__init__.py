"""What anyone sees: folds over the log. One file, one question."""
