"""Every fact that can happen to a case or an inspection, by chapter."""
