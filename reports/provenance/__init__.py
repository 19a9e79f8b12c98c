"""The trail as provenance for other programs: W3C PROV and CloudEvents."""
