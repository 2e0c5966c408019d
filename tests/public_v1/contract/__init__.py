"""The layers of tests/contract, for the public API; each finds defects that the others miss.

documents   the contract is valid, agrees with itself and with what the code documents, and has all
            that the documents have
operations  Schemathesis per operation, in process, every case on the same furnished company
statuses    every refusal of every operation, in the envelope, leaving no trace
scopes      whose key may make which call, and from where
examples    the documents' own requests, and the page's own commands on an empty company
links       every link of the contract leads to a good answer
engine      the Schemathesis engine over a socket, with a key of some scopes
gate        every documented (operation, status) must have been seen by the layers above

No answer may tell a secret: `world` looks at each.
"""
