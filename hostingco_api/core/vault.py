"""What has to be kept and be read again, and is nobody's business: encrypted with the secret of the
application. Who loses that, or changes it, cannot read it any more."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Unreadable(Exception):
    """It was encrypted with another secret."""


class Vault:
    def __init__(self, secret: str) -> None:
        key = HKDF(SHA256(), 32, salt=None, info=b"hostingco vault").derive(secret.encode())
        self._box = Fernet(urlsafe_b64encode(key))

    def lock(self, text: str) -> str:
        return self._box.encrypt(text.encode()).decode()

    def unlock(self, text: str) -> str:
        """Raises Unreadable."""
        try:
            return self._box.decrypt(text).decode()
        except InvalidToken as error:
            raise Unreadable from error
