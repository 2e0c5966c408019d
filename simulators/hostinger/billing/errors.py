"""What the Billing operations refuse."""
