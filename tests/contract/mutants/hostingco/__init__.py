"""Of the HostingCo application."""
