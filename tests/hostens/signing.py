"""Signing requests for tests, and the library's verdict on certificates."""

import base64
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.verification import PolicyBuilder, Store

KEY = ec.derive_private_key(20260101, ec.SECP256R1())


def request(*names: str, common: str | None = None, key: Any = KEY) -> str:
    """For the first of the names, and all of them as alternative ones if there are more."""
    common = names[0] if common is None else common
    attributes = [x509.NameAttribute(x509.NameOID.COMMON_NAME, common)] if common else []
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(attributes))
    if names[1:] or not common:
        alternatives = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        builder = builder.add_extension(alternatives, critical=False)
    deterministic = isinstance(key, ec.EllipticCurvePrivateKey) or None
    signed = builder.sign(
        key, None if _ed25519(key) else SHA256(), ecdsa_deterministic=deterministic
    )
    return signed.public_bytes(Encoding.PEM).decode()


def contents(pem: str) -> bytes:
    """What a request's signature is of, as DER."""
    return x509.load_pem_x509_csr(pem.encode()).tbs_certrequest_bytes


def signed(contents: bytes) -> str:
    """A request that is signed well, whatever it says."""
    signature = b"\x00" + KEY.sign(contents, ec.ECDSA(SHA256()))
    whole = _der(0x30, contents + _ECDSA_SHA256 + _der(0x03, signature))
    lines = base64.encodebytes(whole).decode()
    return f"-----BEGIN CERTIFICATE REQUEST-----\n{lines}-----END CERTIFICATE REQUEST-----\n"


_ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")


def _der(tag: int, contents: bytes) -> bytes:
    """With the shortest length, as DER has it."""
    length = len(contents)
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    long = bytes([0x80 | len(octets)]) if length >= 0x80 else b""
    return bytes([tag]) + long + octets + contents


def _ed25519(key: Any) -> bool:
    return type(key).__name__.startswith("Ed25519")


def verify(answer: dict[str, str], name: str, at: datetime) -> x509.Certificate:
    """That a browser which trusts the authority would take the certificate for that name."""
    leaf = x509.load_pem_x509_certificate(answer["crt"].encode())
    store = Store([x509.load_pem_x509_certificate(answer["ca"].encode())])
    verifier = PolicyBuilder().store(store).time(at).build_server_verifier(x509.DNSName(name))
    verifier.verify(leaf, [])
    return leaf
