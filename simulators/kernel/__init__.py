"""What every simulator is made of; knows no vendor.

A world holds everything that can change (store, clock, due events, limits, journal). A request
names its world by its credentials and runs as one transaction on it (`gate`). Vendors declare
themselves with `vendor.Vendor` and refuse with `refusal.Refusal`.
"""
