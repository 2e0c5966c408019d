"""Of the public API."""
