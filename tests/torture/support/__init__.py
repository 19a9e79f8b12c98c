"""Commands, stores, child processes and connections that faults use."""
