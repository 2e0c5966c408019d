"""SSH keys, of all pages."""

from base64 import b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hostingco_api.gateway.drivers.hostinger import Hostinger
from hostingco_api.gateway.drivers.hostinger.keys import fingerprint
from hostingco_api.gateway.provider import Conflict, Invalid, NotFound, SSHKey
from tests.gateway.hostinger import FINGERPRINT, KEY, calls, driver
from tests.gateway.simulated import World


@pytest.fixture
def hostinger(sim: World) -> Hostinger:
    return driver(sim)


def line(key: Any) -> str:
    return str(key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode())


def test_a_key_is_added_with_its_fingerprint_and_deleted(hostinger: Hostinger) -> None:
    made = hostinger.add_ssh_key("mine", f"  {KEY}\n")
    assert made == SSHKey(made.id, "mine", FINGERPRINT, KEY)
    assert hostinger.ssh_keys()[2:] == [made]
    hostinger.delete_ssh_key(made.id)
    assert made not in hostinger.ssh_keys()


@pytest.mark.parametrize("count", [48, 49, 98, 99])
def test_keys_of_all_pages_are_listed(hostinger: Hostinger, sim: World, count: int) -> None:
    for number in range(count):
        blob = b"\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20" + number.to_bytes(32, "big")
        key = {"name": str(number), "key": f"ssh-ed25519 {b64encode(blob).decode()}"}
        hostinger._api.ask("POST", "/api/vps/v1/public-keys", json=key)
    keys = hostinger.ssh_keys()
    assert [key.name for key in keys[2:]] == [str(number) for number in range(count)]
    assert len({key.id for key in keys}) == count + 2
    pages = calls(sim).count("GET /api/vps/v1/public-keys")
    assert pages == -(-(count + 2) // 50)
    with pytest.raises(Conflict):  # the last page counts, too
        hostinger.add_ssh_key("again", keys[-1].public_key)


def test_the_same_key_twice_is_a_conflict_whatever_its_name(hostinger: Hostinger) -> None:
    hostinger.add_ssh_key("mine", KEY)
    with pytest.raises(Conflict, match="'mine'"):
        hostinger.add_ssh_key("another", KEY.replace("me@host", "somebody else"))


def test_every_kind_of_key_that_sshd_takes_is_taken(hostinger: Hostinger) -> None:
    for number, key in enumerate(
        (
            ed25519.Ed25519PrivateKey.generate(),
            rsa.generate_private_key(65537, 1024),
            ec.generate_private_key(ec.SECP256R1()),
            ec.generate_private_key(ec.SECP521R1()),
        )
    ):
        assert hostinger.add_ssh_key(str(number), line(key)).public_key == line(key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not a key",
        "ssh-ed25519",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI... user@host",
        KEY[:60],
        f"command=ls {KEY}",
        f"{KEY}\n{KEY}",
        KEY.replace("ed25519", "rsa", 1),
        "-----BEGIN OPENSSH PRIVATE KEY-----",
    ],
)
def test_what_is_no_public_key_is_refused(hostinger: Hostinger, sim: World, text: str) -> None:
    with pytest.raises(Invalid, match="public_key: has to be an OpenSSH public key"):
        hostinger.add_ssh_key("mine", text)
    assert calls(sim) == []


@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
def test_keys_that_sshd_takes_no_more_are_refused(hostinger: Hostinger) -> None:
    with pytest.raises(Invalid):
        hostinger.add_ssh_key("old", line(dsa.generate_private_key(1024)))


def test_a_name_that_hostinger_does_not_take_is_said(hostinger: Hostinger) -> None:
    with pytest.raises(Invalid, match="name: The name field"):
        hostinger.add_ssh_key("", KEY)


@pytest.mark.parametrize("id", ["1", "key-abc123", "../virtual-machines"])
def test_a_key_that_is_not_there_is_not_found(hostinger: Hostinger, id: str) -> None:
    with pytest.raises(NotFound):
        hostinger.delete_ssh_key(id)


def test_what_is_no_key_has_no_fingerprint() -> None:
    assert [fingerprint(text) for text in ("", "ssh-rsa", "ssh-rsa AAAA...")] == ["", "", ""]
