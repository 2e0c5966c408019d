"""The simulated authority: X.509 certificates for signing signing.

Its key and its own certificate are beside this module. A signature by RSA with PKCS #1 v1.5 is the
same whenever the same is signed, so what is kept of a certificate is its serial and its times.
"""

from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from simulators.hostens.certificates import signing


def issue(csr: str, serial: int, begins: datetime, ends: datetime) -> str:
    """A certificate for the request's names and key, as PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import ExtendedKeyUsageOID

    authority, key = _authority()
    public = signing.load(csr).public_key()
    names = signing.names(csr)
    issuer = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    usage = dict.fromkeys(
        (
            *("content_commitment", "data_encipherment", "key_agreement", "key_cert_sign"),
            *("crl_sign", "encipher_only", "decipher_only"),
        ),
        False,
    )
    extensions: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (x509.KeyUsage(digital_signature=True, key_encipherment=True, **usage), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.SubjectAlternativeName(list(map(x509.DNSName, names))), False),
        (x509.SubjectKeyIdentifier.from_public_key(public), False),
        (x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer), False),
    ]
    builder = x509.CertificateBuilder(
        authority.subject,
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])]),
        public,
        serial,
        begins,
        ends,
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM).decode()


@cache
def certificate() -> str:
    """The authority's own, as PEM."""
    return files(__package__).joinpath("ca.pem").read_text("ascii")


@cache
def _authority() -> Any:
    """Certificate and key."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = files(__package__).joinpath("ca-key.pem").read_bytes()
    return x509.load_pem_x509_certificate(certificate().encode()), load_pem_private_key(key, None)
