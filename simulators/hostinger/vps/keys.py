"""Public SSH keys: those of the account, and copies of them on its machines.

A machine has its own copy (`machines.KEYS`), because a key that the account deletes stays on the
machines it was attached to (documented).
"""

from base64 import b64decode
from datetime import timedelta
from typing import Any

from simulators.hostinger.paging import page_of, raws
from simulators.hostinger.vps import actions, errors, machines
from simulators.kernel.world import World

ACCOUNT_KEYS = "hostinger.public-keys"
FIRST_ID = 6672861
ATTACH_TAKES = timedelta(seconds=10)

_POINT = {b"nistp256": 65, b"nistp384": 97, b"nistp521": 133}  # bytes, uncompressed
_ED25519 = 32  # bytes
_LONGEST = 16384  # what OpenSSH reads of a line

Key = dict[str, Any]


def listing(world: World, page: int) -> bytes:
    """A page of the account's, as JSON."""
    return page_of(raws(world.docs(ACCOUNT_KEYS)), page)


def create(world: World, body: dict[str, str], at: str = "") -> Key:
    """`at` is where it is in the request's body."""
    text = body["key"].strip()
    if not _is_public_key(text):
        raise errors.key_invalid(f"{at}key")
    key = {"id": world.next_id(ACCOUNT_KEYS, FIRST_ID), "name": body["name"], "key": text}
    world.docs(ACCOUNT_KEYS).put(str(key["id"]), key)
    return key


def delete(world: World, id: str) -> None:
    keys = world.docs(ACCOUNT_KEYS)
    if id not in keys:
        raise errors.key_not_found()
    keys.delete(id)


def attach(world: World, machine_id: str, ids: list[int]) -> dict[str, Any]:
    """Adds to those that the machine has; answers the action."""
    actions.allowed(world, machine_id)
    keys = world.docs(ACCOUNT_KEYS)
    for place, id in enumerate(ids):
        if str(id) not in keys:
            raise errors.key_selection(place)
    if world.quirks["hostinger.vps-attach-hollow"]:
        return {"id": 0, "name": "", "state": ""}
    about = {"machine": machine_id, "keys": [keys.get(str(id)) for id in dict.fromkeys(ids)]}
    return actions.begin(
        world,
        machine_id,
        "ct_set_public_keys",
        takes=ATTACH_TAKES,
        then=("keys-attached", about),
    )


def attached(world: World, machine_id: str, page: int) -> bytes:
    """A page of a machine's, as JSON."""
    if world.quirks["hostinger.vps-attached-keys-gone"]:
        raise errors.attached_keys_gone()
    machines.read(world, machine_id)
    return page_of(raws(machines.of_machine(world, machines.KEYS, machine_id)), page)


def keep(world: World, about: dict[str, Any]) -> None:
    """Event: keys are on a machine now."""
    attached = machines.of_machine(world, machines.KEYS, about["machine"])
    for key in about["keys"]:
        attached.put(str(key["id"]), key)


def _is_public_key(text: str) -> bool:
    """One line as in `authorized_keys`, without options: type, key, and a comment if any."""
    words = text.split(" ", 2)
    if len(text) > _LONGEST or len(words) < 2 or not text.isprintable():  # nor is a line break
        return False
    try:
        return _holds(words[0].encode(), _parts(b64decode(words[1], validate=True)))
    except ValueError:
        return False


def _parts(blob: bytes) -> list[bytes]:
    """The strings of RFC 4251 that a blob is made of."""
    parts = []
    while blob:
        size = int.from_bytes(blob[:4])
        part, blob = blob[4 : 4 + size], blob[4 + size :]
        if len(part) < size or not part:
            raise ValueError("cut short")
        parts.append(part)
    return parts


def _holds(type: bytes, parts: list[bytes]) -> bool:
    """Whether the parts are a key of the type, which they have to begin with."""
    match parts:
        case [inner, *_] if inner != type:
            return False
        case [b"ssh-rsa", _, modulus]:
            return len(modulus) >= 128  # 1024 bits, the least that OpenSSH reads
        case [b"ssh-ed25519", point] | [b"sk-ssh-ed25519@openssh.com", point, _]:
            return len(point) == _ED25519
        case [b"sk-ecdsa-sha2-nistp256@openssh.com", b"nistp256" as curve, point, _]:
            return _is_point(curve, point)
        case [inner, curve, point] if curve in _POINT and inner == b"ecdsa-sha2-" + curve:
            return _is_point(curve, point)
    return False


def _is_point(curve: bytes, point: bytes) -> bool:
    return len(point) == _POINT[curve] and point[0] == 4
