"""How people meet the product: the command line."""
