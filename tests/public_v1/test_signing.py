"""Who gets a webhook can tell that it is from here."""

import hashlib
import hmac
from base64 import b64decode
from datetime import UTC, datetime, timedelta, timezone

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from hostingco_api.signing import headers, new_secret

BODY = '{"event":"invoice.paid","name":"Zoë"}'.encode()


def test_the_library_of_standard_webhooks_accepts_them() -> None:
    secret = new_secret()
    given = headers(secret, "msg_1", datetime.now(UTC), BODY)
    assert Webhook(secret).verify(BODY, given) == {"event": "invoice.paid", "name": "Zoë"}
    assert given["webhook-id"] == "msg_1"
    for changed in ({"webhook-id": "msg_2"}, {"webhook-timestamp": "1"}):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(BODY, given | changed)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(BODY + b" ", given)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(BODY, given)


def test_an_instant_is_one_wherever() -> None:
    secret, at = new_secret(), datetime(2026, 5, 8, 3, 14, 24, 942000, UTC)
    given = headers(secret, "msg_1", at, BODY)
    assert given["webhook-timestamp"] == "1778210064"
    assert headers(secret, "msg_1", at.astimezone(timezone(timedelta(hours=7))), BODY) == given


def test_the_plain_signature_is_of_the_body_by_the_secret_as_it_is_shown() -> None:
    secret = new_secret()
    signed = headers(secret, "msg_1", datetime.now(UTC), BODY)["X-Webhook-Signature"]
    assert signed == hmac.new(secret.encode(), BODY, hashlib.sha256).hexdigest()


def test_secrets_are_32_bytes_that_nobody_has() -> None:
    secrets = {new_secret() for _ in range(10)}
    assert len(secrets) == 10
    for secret in secrets:
        assert secret.startswith("whsec_")
        assert len(b64decode(secret.removeprefix("whsec_"), validate=True)) == 32
