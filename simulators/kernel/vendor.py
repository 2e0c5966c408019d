"""How a vendor declares itself to the kernel.

The declaration is imported on every start, so it is light: Flask, schemas and fake data are
imported by the methods that need them.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

from simulators.kernel.limits import Grant, Limit, Limits, load_limits
from simulators.kernel.refusal import Quirk, Refusal
from simulators.kernel.world import World

if TYPE_CHECKING:
    from flask import Flask


@dataclass(frozen=True)
class Call:
    """A request before Flask sees it. Header names are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    unread: str = ""
    """Why there is no body although one was sent; see `journal.Message`."""


class Caller(NamedTuple):
    """Whose credentials a call has: the name of a world, and an account in it."""

    world: str
    account: str = ""
    """The empty one is the main account, and the only one of most vendors."""
    makes: bool = True
    """Whether the world is made if there is none; if not, the credentials are no good then."""


class Refusals(Protocol):
    """The refusals the kernel itself has to give, in the vendor's words: its module `errors`."""

    def unauthenticated(self) -> Refusal: ...
    def route_not_found(self, path: str) -> Refusal: ...
    def method_not_allowed(self, method: str, path: str, allowed: list[str]) -> Refusal: ...
    def not_simulated(self, operation: str) -> Refusal: ...
    def malformed(self, reason: str) -> Refusal: ...
    def too_large(self, most: int) -> Refusal: ...
    def unsupported_media_type(self, given: str) -> Refusal: ...
    def too_many_requests(self, grant: Grant) -> Refusal: ...
    def failure(self) -> Refusal: ...

    def invalid(self, messages: Mapping[str, Any]) -> Refusal:
        """`messages` as marshmallow nests them."""

    def limit_headers(self, grant: Grant) -> dict[str, str]:
        """What every counted answer carries, refused or not."""


class Vendor(ABC):
    """A simulated API: where it is reached, its contract, its code."""

    name: ClassVar[str]
    title: ClassVar[str]
    host: ClassVar[str]
    """The real host name, without scheme."""
    contract: ClassVar[str]
    """The document's file name under `contracts/openapi/`."""
    refusals: ClassVar[Refusals]
    quirks: ClassVar[tuple[Quirk, ...]] = ()
    magic: ClassVar[str] = ""
    """The quirk that has magic inputs on, if the vendor knows any."""
    forms: ClassVar[bool] = False
    """Whether bodies may be URL-encoded forms as well as JSON."""
    happenings: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """What can be made to happen in a world from outside, and what that is."""

    work: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """The kinds of events that end what takes its time, and those that they end with when it fails;
    empty where there is no failing."""

    @cached_property
    def limits(self) -> Limits:
        return load_limits(type(self).__module__)

    @cached_property
    def app(self) -> "Flask":
        """The Flask application; it holds no state, so one serves every world and server."""
        return self.make_app()

    @abstractmethod
    def make_app(self) -> "Flask":
        """The Flask application with every simulated operation; see `web.operation`."""

    @abstractmethod
    def seed(self, world: World, size: int) -> None:
        """Fill an empty world with the vendor's fake account, of about `size` things."""

    @abstractmethod
    def credentials(self, world: str) -> dict[str, str]:
        """What a client sends to reach the world of that name."""

    @abstractmethod
    def first_call(self, world: str, base: str) -> str:
        """A shell line that works in every fresh world, given the vendor's base URL."""

    @abstractmethod
    def identify(self, call: Call) -> Caller | None:
        """Whom the call's credentials belong to; None if they are no good."""

    @abstractmethod
    def on_event(self, world: World, kind: str, data: Any) -> None:
        """Do what falls due; `kind` as given to `World.schedule`, without the vendor's name."""

    def signed(self, text: str) -> bool:
        """Whether it is a token that was made here, with a key that is no secret."""
        return False

    def broken_off(self, call: Call) -> Refusal:
        """What a call is refused with whose body ended too early."""
        return self.refusals.malformed("it broke off")

    def query_fields(self, call: Call) -> dict[str, Any]:
        """Body fields the call carries in its query, where the vendor takes them from there."""
        return {}

    def form_fields(self, pairs: list[tuple[str, str]]) -> dict[str, Any]:
        """Body fields of a form; of a name that is given twice the last one counts, as in PHP."""
        return dict(pairs)

    def session(self, call: Call) -> str | None:
        """The token of a call, where the vendor gives tokens that age."""
        return None

    def happen(self, world: World, event: str, data: dict[str, Any]) -> Any:
        """Do what nobody asks for through the API, such as a customer's payment; see `happenings`.

        Raises a Refusal where the data is no good or there is nothing to do it to.
        """
        raise NotImplementedError

    def limit(self, world: World, operation: str) -> Limit | None:
        """The rate limit of an operation in that world, if it has one."""
        return self.limits.find(operation, world.limiter.mode)

    def guard(self, world: World, call: Call) -> None:
        """Raise a Refusal where the edge in front of the API would; nothing by default."""
        return

    @abstractmethod
    def render(self, refusal: Refusal, correlation_id: str, world: World) -> tuple[bytes, str]:
        """The refusal in the vendor's own body, and its content type."""
