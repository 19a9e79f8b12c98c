"""A case: one sampled case file, from sampling to sign-off."""
