"""Export the trail as W3C PROV and CloudEvents."""
