"""The providers whose drivers come with the application."""
