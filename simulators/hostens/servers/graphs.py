"""Graphs of what servers use: links to them, good for some minutes, and the pictures.

A link's token says whose server it is, so that a browser needs no credentials.
"""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from simulators.common import jwt
from simulators.hostens import auth
from simulators.hostens.errors import not_found, wrong
from simulators.hostens.servers import machines, usage
from simulators.kernel.world import World

WIDTHS = (200, 768)
GOOD_FOR = timedelta(minutes=8)
_WHATS = ("traffic", "io", "load", "iops", "netpps", "memory", "cpu", "storage")
_DAYS = {"daily": 1, "weekly": 7, "monthly": 30, "yearly": 365}
TYPES = tuple(f"{what}_{period}" for what in _WHATS for period in _DAYS)
_POINTS = 96


def links(world: World, id: str, width: str, base: str) -> list[dict[str, str]]:
    """`base` is the API's address without scheme, `//<host>...`. Raises a Refusal."""
    server = machines.get(world, id)
    if not re.fullmatch("[0-9]{3}", width) or not WIDTHS[0] <= int(width) <= WIDTHS[1]:
        raise wrong("width")
    claims = {
        "sub": auth.credentials(world.name, world.account).username,
        "graph": server.id,
        "width": int(width),
        "exp": int((world.now + GOOD_FOR).timestamp()),
    }
    token = jwt.sign(claims)
    url = f"{base}{auth.GRAPH}?"
    return [
        {"type": type, "url": url + urlencode({"type": type, "token": token})} for type in TYPES
    ]


def draw(world: World, type: str, token: str) -> str:
    """An SVG document. Raises a Refusal where the token is no good any more."""
    claims: Any = jwt.read(token)
    match claims:
        case {"graph": str(id), "width": int(width), "exp": int(end)}:
            if world.now.timestamp() < end:
                return _picture(world, machines.get(world, id).id, type, width)
    raise not_found()


def _picture(world: World, id: str, type: str, width: int) -> str:
    what, _, period = type.partition("_")
    step = _DAYS[period] * 86_400 // _POINTS
    last = int(usage.collected(world).timestamp())
    points = " ".join(
        f"{n},{100 - 100 * usage.share(world, id, what, last - (_POINTS - n) * step):.1f}"
        for n in range(_POINTS + 1)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{width * 2 // 5}"'
        f' viewBox="0 0 {_POINTS} 100" preserveAspectRatio="none">'
        f"<title>{type} of server {id}</title>"
        f'<polyline points="{points}" fill="none" stroke="#36c" stroke-width="0.5"/>'
        "</svg>"
    )
