"""The public REST API, version 1: for programs of resellers and of the company itself.

A client here is a customer of the portal, and an invoice is one invoice.
"""
