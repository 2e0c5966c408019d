"""The customer portal's API, as documented: one module per section, on top of `core`.

A section has its schemas and its views; `web` has what they share, from the envelope to the way of
a request: throttle, token, transaction, role, arguments, view, answer.
"""
