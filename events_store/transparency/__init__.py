"""Evidence that the log was not rewritten: hashes, checkpoints, signatures, proofs, witnesses."""
