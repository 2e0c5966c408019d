"""SSH keys of the account, which is not where machines have theirs."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_ssh_public_key

from hostingco_api.gateway.drivers.hostinger.client import NAME, Account, is_number
from hostingco_api.gateway.provider import Conflict, Invalid, NotFound, SSHKey

KEYS = "/api/vps/v1/public-keys"


class Keys(Account):
    def ssh_keys(self) -> Sequence[SSHKey]:
        return self._api.pages(KEYS, _key)

    def add_ssh_key(self, name: str, public_key: str) -> SSHKey:
        """Hostinger would take the same key twice."""
        text = checked(public_key)
        for known in self.ssh_keys():
            if known.fingerprint == fingerprint(text):
                raise Conflict(f"{NAME} has that key already, as {known.name!r} (id {known.id})")
        made = self._api.ask("POST", KEYS, json={"name": name, "key": text})
        return self._api.parsed(made, _key)

    def delete_ssh_key(self, id: str) -> None:
        if not is_number(id):
            raise NotFound(f"{NAME} has no SSH key {id!r}: its ids are numbers")
        self._api.ask("DELETE", f"{KEYS}/{id}")


def checked(public_key: str) -> str:
    """One line as in `authorized_keys`, without options. Raises Invalid."""
    text = public_key.strip()
    kind = text.partition(" ")[0]
    try:
        # Not of one line, or what sshd does not take though it can be read.
        if not text.isprintable() or kind == "ssh-dss" or "-cert-" in kind:
            raise ValueError("no key that can be used")
        load_ssh_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Invalid(
            "public_key: has to be an OpenSSH public key, such as `ssh-ed25519 AAAA... user@host`"
        ) from error
    return text


def fingerprint(public_key: str) -> str:
    """As `ssh-keygen -l` has it; empty for what is no key."""
    try:
        blob = b64decode(public_key.split()[1], validate=True)
    except (IndexError, ValueError):
        return ""
    return "SHA256:" + b64encode(sha256(blob).digest()).decode().rstrip("=")


def _key(document: Any) -> SSHKey:
    text = document["key"]
    return SSHKey(str(document["id"]), document["name"], fingerprint(text), text)
