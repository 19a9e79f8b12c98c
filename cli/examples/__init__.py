"""Examples that come with the product. Each is built through the same commands that people use."""
