"""What somebody may have meant, among what there is."""

import difflib
from collections.abc import Iterable


def nearest(given: str, known: Iterable[str]) -> str | None:
    """The most similar other one, if any is similar at all."""
    found = difflib.get_close_matches(given, [word for word in known if word != given], 1)
    return found[0] if found else None


def hint(given: str, known: Iterable[str]) -> str:
    """A sentence: the nearest, or else everything there is."""
    known = list(known)
    if near := nearest(given, known):
        return f"Did you mean {near!r}?"
    return f"Use one of {', '.join(known)}." if known else "There are none."
