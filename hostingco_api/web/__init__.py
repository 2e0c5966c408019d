"""What the application's APIs have in common: how they read a request, document a view, and fail.

Each has its own words for an error, which it gives to `failures.install`.
"""
