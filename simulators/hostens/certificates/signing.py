"""Signing requests: which names and which key a certificate is asked for.

The library is imported where it is needed: it is large, and most worlds order no certificate.
"""

from typing import TYPE_CHECKING

from simulators.common.names import fold
from simulators.hostens.certificates import errors

if TYPE_CHECKING:
    from cryptography.x509 import CertificateSigningRequest

MOST_LETTERS = 10_000
_MOST_COMMON_NAME = 64  # X.520's bound
_RSA_BITS = range(2_048, 8_193)
_CURVES = ("secp256r1", "secp384r1", "secp521r1")


def names(pem: str) -> list[str]:
    """The names that a request is for, the first of them the certificate's. Raises a Refusal."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        request = load(pem)
        _check_key(request)
        if not request.is_signature_valid:
            raise errors.csr_invalid("signature")
        return _names(request)
    except (
        ValueError,
        TypeError,  # a common name in bits
        UnsupportedAlgorithm,
        x509.InvalidVersion,
        x509.DuplicateExtension,
        x509.UnsupportedGeneralNameType,
    ) as error:
        raise errors.csr_invalid("format") from error


def load(pem: str) -> "CertificateSigningRequest":
    from cryptography import x509

    return x509.load_pem_x509_csr(pem.encode())


def _check_key(request: "CertificateSigningRequest") -> None:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    match request.public_key():
        case RSAPublicKey(key_size=bits) if bits in _RSA_BITS:
            return
        case EllipticCurvePublicKey(curve=curve) if curve.name in _CURVES:
            return
    raise errors.csr_invalid("key")


def _names(request: "CertificateSigningRequest") -> list[str]:
    """Common names and alternative ones, each once."""
    from cryptography import x509

    found = request.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    names = [str(attribute.value) for attribute in found]
    for extension in request.extensions:
        if isinstance(extension.value, x509.SubjectAlternativeName):
            names += extension.value.get_values_for_type(x509.DNSName)
    folded = [name for text in names if (name := fold(text))]
    if not names or len(folded) < len(names) or len(folded[0]) > _MOST_COMMON_NAME:
        raise errors.csr_invalid("name")
    return list(dict.fromkeys(folded))
