"""The HostingCo application: through HTTP where it can be, on real databases."""
