"""The layers of tests/contract, for the public API; each finds defects that the others miss.

documents   the contract is valid, agrees with itself, and has all that the documents have
"""
