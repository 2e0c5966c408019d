"""The layers of tests/contract, for the gateway; each finds defects that the others miss.

documents   the contract is valid, is what the code documents, and has what the document has
commands    the document's own commands, run by curl: answered to the letter, and by a real driver
operations  Schemathesis per operation, in process, real drivers on a world that is put back
statuses    every refusal of every operation, in the documented form, leaving no trace
links       every link of the contract leads to a good answer
engine      the Schemathesis engine over a socket
gate        every documented (operation, status) must have been seen by the layers above

Providers are simulated ones, asked over a socket.
"""
