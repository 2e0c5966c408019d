"""What the Domains operations refuse."""
