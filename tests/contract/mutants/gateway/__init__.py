"""Of the provider gateway."""
