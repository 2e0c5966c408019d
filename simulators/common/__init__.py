"""What more than one vendor needs and the kernel does not: names, addresses, a framework's words.

Knows no vendor.
"""
