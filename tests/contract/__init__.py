"""The layers every API gets; each finds defects that the others miss.

operations  Schemathesis per operation, in process, every case on a freshly seeded world
model       a state machine beside a small independent model
scenarios   by hand what no generator finds: time, limits, filters, media types
engine      the Schemathesis engine over a socket, along the contract's links
gate        every documented (operation, status) must have been seen by the layers above
mutants     broken servers, each of which must turn the suite red
"""
