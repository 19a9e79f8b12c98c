"""Commands that record an inspection, from the sample to the report."""
