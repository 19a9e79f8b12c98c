"""Commands that record an inspection: the sample, answers, moderation, findings, judgements, the report."""
