"""Decisions on a sampled case, from sampling to sign-off."""
