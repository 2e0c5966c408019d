"""Of what goes out, of the queue, and of counting."""

import socket
import ssl
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any

from tests.contract.mutants import Patch, mutant

OUTGOING = "tests/public_v1/test_outgoing.py::"
QUEUE = "tests/public_v1/test_queue.py::"
SIGNING = "tests/public_v1/test_signing.py::"
THROTTLE = "tests/public_v1/test_shared_throttle.py::"


@mutant(OUTGOING + "test_a_name_of_ours_is_not_asked[answers1]")
def one_public_address_is_enough(patch: Patch) -> None:
    patch.setattr("hostingco_api.outgoing.all", any, raising=False)


@mutant(OUTGOING + "test_who_was_checked_is_who_is_asked")
def the_name_is_resolved_again_to_connect(patch: Patch) -> None:
    from hostingco_api import outgoing

    resolved = outgoing._resolved

    def twice(name: str, port: int, private: bool) -> Any:
        resolved(name, port, private)
        return outgoing._asked(name, port)

    patch.setattr(outgoing, "_resolved", twice)


@mutant(OUTGOING + "test_what_is_not_public[64:ff9b::a00:1]")
def what_is_behind_nat64_is_public(patch: Patch) -> None:
    patch.setattr("hostingco_api.outgoing.GLOBAL", ip_network("::/0"))
    patch.setattr("hostingco_api.outgoing.NAT64", ip_network("64:ff9a::/96"))
    patch.setattr("ipaddress.IPv6Address.is_reserved", False)


@mutant(OUTGOING + "test_a_host_that_is_plainly_ours_is_told_at_once[0x7f.1]")
def only_usual_numbers_are_numbers(patch: Patch) -> None:
    from hostingco_api import outgoing

    asked = outgoing._asked

    def usual(name: str, port: int, flags: int = 0) -> Any:
        return [] if flags and "x" in name else asked(name, port, flags)

    patch.setattr(outgoing, "_asked", usual)


@mutant(OUTGOING + "test_another_s_certificate_is_not_accepted")
def whose_certificate_it_is_does_not_matter(patch: Patch) -> None:
    wrap = ssl.SSLContext.wrap_socket

    def unchecked(self: ssl.SSLContext, *args: Any, **kwargs: Any) -> Any:
        self.check_hostname = False
        return wrap(self, *args, **kwargs)

    patch.setattr(ssl.SSLContext, "wrap_socket", unchecked)


@mutant(OUTGOING + "test_bytes_that_drip_have_an_end[body]")
def who_drips_is_not_hung_up_on(patch: Patch) -> None:
    patch.setattr("socket.socket.dup", lambda self: socket.socket())


@mutant(OUTGOING + "test_little_is_read_of_what_never_ends")
def a_nul_is_text(patch: Patch) -> None:
    from hostingco_api import outgoing

    answer = outgoing.Answer

    def plain(status: int, text: str, *rest: Any) -> Any:
        return answer(status, text.replace("\N{REPLACEMENT CHARACTER}", "\0"), *rest)

    patch.setattr(outgoing, "Answer", plain)


@mutant(SIGNING + "test_the_plain_signature_is_of_the_body_by_the_secret_as_it_is_shown")
def the_plain_signature_is_by_the_secret_s_bytes(patch: Patch) -> None:
    import hmac
    from base64 import b64decode

    digest = hmac.digest

    def decoded(key: bytes, body: bytes, name: str) -> bytes:
        return digest(b64decode(key.removeprefix(b"whsec_")), body, name)

    patch.setattr("hostingco_api.signing.hmac", type("hmac", (), {"digest": decoded}))


@mutant(SIGNING + "test_an_instant_is_one_wherever")
def an_instant_is_what_the_clock_on_the_wall_says(patch: Patch) -> None:
    from hostingco_api import signing

    headers = signing.headers

    def local(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
        return headers(secret, message_id, at.replace(tzinfo=UTC), body)

    patch.setattr(signing, "headers", local)


@mutant(QUEUE + "test_what_was_not_signed_here_is_dropped_unread[memory]")
def whoever_writes_into_the_queue_is_believed(patch: Patch) -> None:
    from huey.serializer import Serializer

    patch.setattr("hostingco_api.queue.SignedSerializer", lambda **_: Serializer())


@mutant(QUEUE + "test_it_stops_in_time_whatever_it_is_at[memory]")
def what_is_under_way_is_waited_for(patch: Patch) -> None:
    from hostingco_api.queue import Queue

    stop = Queue.stop
    patch.setattr(Queue, "stop", lambda self, patience: stop(self, 10))


@mutant(THROTTLE + "test_no_redis_at_all_refuses_nobody")
def without_redis_nobody_is_served(patch: Patch) -> None:
    patch.setattr("hostingco_api.throttle.StorageError", KeyError)


@mutant(THROTTLE + "test_a_redis_that_hangs_is_waited_for_once")
def a_redis_that_hangs_is_waited_for_each_time(patch: Patch) -> None:
    patch.setattr("hostingco_api.throttle.REST", 0)
