"""The commands that talk to a running server, and what all commands are made of."""
