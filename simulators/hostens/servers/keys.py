"""Public SSH keys."""

_TYPES = (
    *("ssh-ed25519", "ssh-rsa", "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"),
    *(f"ecdsa-sha2-nistp{bits}" for bits in (256, 384, 521)),
)
"""Neither certificates nor DSA, which OpenSSH does not know any more."""


def is_public(text: str) -> bool:
    """One line as in `authorized_keys`, without options: type, key, and a comment if any."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    line = text.strip()
    if not line.isprintable() or line.split(" ")[0] not in _TYPES:
        return False
    try:
        load_ssh_public_key(line.encode())
    except (ValueError, NotImplementedError, UnsupportedAlgorithm):
        return False
    return True
