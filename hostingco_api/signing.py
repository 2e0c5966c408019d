"""How who gets a webhook knows that it is from here."""

import hmac
import secrets
from base64 import b64encode
from datetime import UTC, datetime

from standardwebhooks import Webhook


def new_secret() -> str:
    return "whsec_" + b64encode(secrets.token_bytes(32)).decode()


def headers(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """Those of Standard Webhooks, whose signature has the id and the instant in it, and the plain
    one: HMAC-SHA256 of the body, in hex, whose key is the secret as it is shown."""
    at = at.astimezone(UTC)  # the library takes any for that
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, at, body.decode()),
        "X-Webhook-Signature": hmac.digest(secret.encode(), body, "sha256").hex(),
    }
