"""What goes back to a client, and what a fault makes of it."""

from dataclasses import dataclass, replace
from http import HTTPStatus

from simulators.kernel.faults import Fault
from simulators.kernel.limits import Grant
from simulators.kernel.refusal import Evidence, Refusal, Rule

Headers = list[tuple[str, str]]

INJECTED = Rule("hostsim.fault", Evidence.ASSUMED, "a fault rule of the world says so")


@dataclass
class Answer:
    """`grant` is what the limiter said, if it was asked; status 0 means that nothing goes back."""

    status: int
    headers: Headers
    body: bytes
    grant: Grant | None = None
    fault: Fault | None = None

    def header(self, name: str, value: str) -> None:
        """Set it, instead of the one there is."""
        self.headers = [pair for pair in self.headers if pair[0].lower() != name.lower()]
        self.headers.append((name, value))


def nothing() -> Answer:
    return Answer(0, [], b"")


def phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown Error"


def refusal(status: int) -> Refusal:
    """Of a status that the vendor has no words of its own for."""
    return Refusal(status, phrase(status), INJECTED)


def page(status: int) -> Answer:
    """The kind of page that proxies in front of an API answer by themselves."""
    title = f"{status} {phrase(status)}"
    body = (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n"
        f"<center><h1>{title}</h1></center>\r\n<hr><center>edge</center>\r\n</body>\r\n</html>\r\n"
    ).encode()
    return Answer(status, [("Content-Type", "text/html"), ("Content-Length", str(len(body)))], body)


def spoil(answer: Answer, fault: Fault) -> Answer:
    """An answer that was given, as it arrives."""
    spoilt = replace(answer, headers=list(answer.headers))
    if fault.effect == "truncate":
        spoilt.body = answer.body[: len(answer.body) // 2]
    if fault.effect == "malformed":
        # A control character, so that no parser takes what is left for whole.
        spoilt.body = answer.body[: len(answer.body) // 2] + b"\x00{"
        spoilt.header("Content-Length", str(len(spoilt.body)))
    if fault.effect == "content-type":
        spoilt.header("Content-Type", fault.rule.media_type)
    return spoilt
