"""Stateful simulators of hosting-provider APIs, and the server that runs them."""
