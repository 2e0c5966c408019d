"""Which names are free, and names that would be.

Suggestions follow from the words alone (the live service asks a model, so its differ by call).
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice, permutations

from simulators.hostinger.billing.catalog import TLDS
from simulators.hostinger.domains import errors, registry, tlds
from simulators.hostinger.domains.stored import Doc
from simulators.kernel.world import World

ALTERNATIVES = 5  # assumed
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_BEFORE = ("get", "my", "the", "try", "go")
_AFTER = ("hq", "app", "online", "hub", "shop", "studio", "now", "lab")
_POPULAR = ("com", "net", "org", "online", "shop", "io")
_TLDS = (*_POPULAR, *(tld for tld in TLDS if tld not in _POPULAR))
_SMALL = "a an and are as at be by for from in is it of on or that the to with"
_SMALL_WORDS = frozenset(_SMALL.split())
_MOST_WORDS = 6
_MOST_BASE = 50  # so that a prefix or suffix still makes a label


def check(world: World, body: Doc) -> list[Doc]:
    label = _label(body["domain"])
    asked = list(dict.fromkeys(tld.lower() for tld in body["tlds"]))
    if not all(tld in TLDS for tld in asked):
        raise errors.tld_not_offered()
    answer = [_answer(world, f"{label}.{tld}", alternative=False) for tld in asked]
    if body["with_alternatives"]:
        if len(body["tlds"]) != 1:
            raise errors.alternatives_need_one_tld()
        names = near(world, f"{label}.{asked[0]}", ALTERNATIVES)
        answer += [_answer(world, name, alternative=True) for name in names]
    return answer


def near(world: World, domain: str, limit: int) -> list[str]:
    """Free names like the given one, whose TLD may be left out."""
    name = registry.spelled(domain)
    label, _, tld = name.partition(".")
    _label(label)
    if tld and tld not in TLDS:
        raise errors.tld_not_offered()
    names = _names([label], (tld, *_TLDS) if tld else _TLDS)
    return _free(world, (other for other in names if other != name), limit)


def described(world: World, description: str, limit: int) -> list[str]:
    """Free names made from a description's words."""
    words = re.findall("[a-z0-9]+", description.lower())
    telling = [word for word in dict.fromkeys(words) if word not in _SMALL_WORDS][:_MOST_WORDS]
    pairs = ("".join(pair) for pair in permutations(telling, 2))
    return _free(world, _names([*pairs, *telling, "mysite"], _TLDS), limit)


def _label(text: str) -> str:
    label = registry.spelled(text)
    if not _LABEL.fullmatch(label):
        raise errors.data_invalid()
    return label


def _names(bases: list[str], endings: Iterable[str]) -> Iterator[str]:
    bases = [base[:_MOST_BASE].rstrip("-") for base in bases]
    endings = list(dict.fromkeys(endings))
    first = endings[:1]
    plain = [f"{base}.{tld}" for tld in endings for base in bases]
    longer = chain(
        (f"{word}{base}.{tld}" for tld in first for base in bases for word in _BEFORE),
        (f"{base}{word}.{tld}" for tld in endings for base in bases for word in _AFTER),
    )
    return chain(plain, longer)


def _free(world: World, names: Iterator[str], limit: int) -> list[str]:
    free = (name for name in dict.fromkeys(names) if not registry.taken(world, name))
    return list(islice(free, limit))


def _answer(world: World, name: str, *, alternative: bool) -> Doc:
    return {
        "domain": name,
        "is_available": not registry.taken(world, name),
        "is_alternative": alternative,
        "restriction": tlds.rules(name.partition(".")[2]).restriction,
    }
