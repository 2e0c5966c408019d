"""Behaviours that HOSTAFRICA's document does not promise, as switches per world."""

from simulators.kernel.refusal import Evidence, Quirk

QUIRKS = (
    Quirk(
        "throttle",
        False,
        Evidence.ASSUMED,
        "nothing is documented; Laravel's throttle, 60 a minute",
        "Calls beyond the quota are answered 429, with Laravel's headers.",
    ),
    Quirk(
        "no-default-scope",
        False,
        Evidence.ASSUMED,
        "Laravel Passport, where it is not told of a default scope",
        "A token that was asked for without a scope has none, instead of all.",
    ),
)
