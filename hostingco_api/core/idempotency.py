"""Calls with an Idempotency-Key: made once in a day, however often they are sent.

A call is written down before it is made, so that another one with its key, at the same time, sees
that it is under way; its answer is written down in the transaction of what it did.
"""

from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hostingco_api.core.database import LOCK
from hostingco_api.core.errors import Refusal, conflict
from hostingco_api.core.models import ApiKey, IdempotentCall

KEPT = timedelta(hours=24)
LONGEST = timedelta(minutes=1)
"""That a call takes: if it is not over by then, its process died."""


def begin(
    session: Session, me: ApiKey, key: str, fingerprint: str, now: datetime
) -> IdempotentCall:
    """The call: with a status where it was made before. Raises a refusal where it is another one
    with the same key, or under way."""
    call = session.scalar(_find(me, key).with_for_update(**LOCK))
    if call is not None and call.created_at <= now - KEPT:
        session.delete(call)
        session.flush()
        call = None
    if call is None:
        call = IdempotentCall(
            api_key_id=me.id, key=key, fingerprint=fingerprint, created_at=now, status_code=None
        )
        try:
            with session.begin_nested():
                session.add(call)
        except IntegrityError:  # somebody else was quicker
            call = session.scalar(_find(me, key).with_for_update(**LOCK))
            if call is None:  # and came to nothing
                raise _under_way() from None
        else:
            return call
    if call.fingerprint != fingerprint:
        raise Refusal(
            "IDEMPOTENCY_MISMATCH",
            "The Idempotency-Key was used for another call",
            status=422,
        )
    if call.status_code is None:
        if call.created_at > now - LONGEST:
            raise _under_way()
        call.created_at = now  # what it did came to nothing
    return call


def end(session: Session, call: IdempotentCall, status: int, body: str) -> None:
    """It was made. Raises a refusal where it took so long that another one was begun."""
    known = session.get(IdempotentCall, call.id, with_for_update=LOCK)
    if known is None or known.created_at != call.created_at:
        raise conflict("The call took too long")
    known.status_code, known.body = status, body


def forget(session: Session, call: IdempotentCall) -> None:
    """It came to nothing, and may be made again."""
    session.execute(
        delete(IdempotentCall).where(
            IdempotentCall.id == call.id,
            IdempotentCall.status_code.is_(None),
            IdempotentCall.created_at == call.created_at,
        )
    )


def _under_way() -> Refusal:
    refusal = conflict("A call with this Idempotency-Key is under way")
    refusal.headers["Retry-After"] = "1"
    return refusal


def old(now: datetime) -> Select[int]:
    """Those that may be made again."""
    return select(IdempotentCall.id).where(IdempotentCall.created_at <= now - KEPT)


def _find(me: ApiKey, key: str) -> Select[IdempotentCall]:
    return select(IdempotentCall).where(
        IdempotentCall.api_key_id == me.id, IdempotentCall.key == key
    )
