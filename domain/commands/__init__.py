"""What people ask for, by chapter: each command is validated as it is made."""
