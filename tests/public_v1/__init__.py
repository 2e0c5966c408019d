"""What the public API is made of."""
