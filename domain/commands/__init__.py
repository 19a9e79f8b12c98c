"""Every command, by chapter. A command is validated when it is created."""
