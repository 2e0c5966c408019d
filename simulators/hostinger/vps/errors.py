"""What the VPS operations refuse."""
