"""Commands of the audit: the trail, traces, explanations, comparisons, scores."""
