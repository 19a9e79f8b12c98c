"""Refusals: the reasons why a command is not accepted."""
