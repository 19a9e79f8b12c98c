"""Copies of a log: exports, backups and replicas."""
