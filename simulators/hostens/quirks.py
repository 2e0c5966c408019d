"""Behaviours that Hostens' document does not promise, as switches per world."""

from simulators.kernel.refusal import Evidence, Quirk

QUIRKS = (
    Quirk(
        "ip-not-allowed",
        False,
        Evidence.OBSERVED,
        "recorded of Time4VPS, which runs the same software",
        "The caller's address is not on the account's list: every call is 401 `ipnotallowed`.",
    ),
    Quirk(
        "order-items-list",
        False,
        Evidence.OBSERVED,
        "clients of two installations of the same software read `items[0]`",
        "An order of one thing answers its item in a list, not as the documented object.",
    ),
    Quirk(
        "ips-object",
        False,
        Evidence.OBSERVED,
        "the company's own module for WHMCS takes the first value of what is answered for a list",
        "A server's additional addresses are an object with `ips`, not the documented list of one.",
    ),
    Quirk(
        "magic-inputs",
        True,
        Evidence.ASSUMED,
        "ours",
        "Names of hosts and domains that make tasks and orders fail; see docs/magic-inputs.md.",
    ),
)
