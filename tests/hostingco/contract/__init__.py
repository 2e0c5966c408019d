"""The layers of tests/contract, for the application; each finds defects that the others miss.

documents   the contract is valid, is what the code documents, and has what the documents have
operations  Schemathesis per operation, in process, every case on the same furnished portal
statuses    every refusal of every operation, in the envelope, leaving no trace
roles       who may make which call
examples    the documents' own requests, answers and commands
links       every link of the contract leads to a good answer
engine      the Schemathesis engine over a socket, as each role
gate        every documented (operation, status) must have been seen by the layers above
"""
