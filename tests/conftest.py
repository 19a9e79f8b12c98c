"""What all tests share: generated examples may take their time, because time is never asserted in a test."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
