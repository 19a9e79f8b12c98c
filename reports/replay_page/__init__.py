"""The replay as one page for a browser."""
