"""HOSTAFRICA: virtual machines. docs/gateway-hostafrica.md says what becomes of each operation.

Every call is a POST, and every answer an envelope with JSON in a string. There is no list of
machines: the gateway lists those that it bought. A machine is ordered, which buys it, and then
created; where that fails the order stands, and it is tried again when somebody looks at it.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from threading import Lock
from time import monotonic, sleep
from typing import Any, ClassVar

import requests
from authlib.integrations.requests_client import OAuth2Session
from requests.auth import AuthBase

from hostingco_api.gateway.provider import (
    VM,
    CatalogItem,
    Configuration,
    Invalid,
    InvalidCredentials,
    NotDone,
    NotFound,
    ProviderError,
    RateLimited,
    VMOrder,
)
from hostingco_api.gateway.upstream import REPEAT, Upstream, fitted, speaking

NAME = "HOSTAFRICA"
BASE = "https://my.hostafrica.com"
ROOT = "/vps_reseller_provider/public"
SCOPES = "access products service"
AMOUNTS = ("ram", "ip", "cpu", "hdd", "backup")
_MEGABYTES = {"MB": 1, "GB": 1024, "TB": 1024 * 1024}
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_TOKEN = re.compile(r"[!-~]+")  # what can be in a header
_NO_CHOICE = {
    "data_center_id": "there is no choice of data centers",
    "password": "it makes the password, which the answer has",
    "ssh_key_id": "it puts no SSH keys on machines",
    "payment_method_id": "there is no choice of payment methods",
}


class Hostafrica:
    display_name = NAME

    PAUSES: ClassVar = (1.0, 2.0, 4.0, 8.0)
    """Seconds before what was ordered is tried to be created once more."""
    PATIENCE: ClassVar = 20.0
    """Seconds after which it is not: somebody waits for the password."""

    def __init__(self, configuration: Configuration) -> None:
        if not configuration.api_secret:
            raise Invalid(f"{NAME} needs an api_secret: that of the client whose id is the api_key")
        self._api = Api(configuration)
        self._unfinished: set[str] = set()
        """Ids of what was ordered here and could not be created."""

    def test(self) -> None:
        self._api.do("/test-connection", reads=True)

    def vm(self, id: str) -> VM:
        """Its name and plan are not told."""
        if id in self._unfinished:
            with suppress(ProviderError):
                self._create(id)
        details = self._api.told(_service(id, "details"), reads=True)
        with _sense("details"):
            ip = details["ip"]
        return VM(id=id, name="", status=self._status(id), **_addresses(ip))

    def create_vm(self, order: VMOrder) -> VM:
        for field, why in _NO_CHOICE.items():
            if getattr(order, field) is not None:
                raise Invalid(f"{NAME} takes no {field}: {why}. Leave it out")
        with _nothing_done():
            products = self._products()
        product, amounts = _planned(products, order.plan)
        template, system = _one("template", product.systems, order.template, shortened=True)
        ordered = self._api.told(
            "/service/create-order",
            {
                "product_id": product.id,
                "domain_name": order.hostname,
                "template_id": template,
                **amounts,
            },
            charges=True,
        )
        with _sense("order"):
            id, password = _text(ordered["service_id"]), ordered.get("password")
        return VM(
            id=id,
            name=order.hostname,
            status=self._finished(id),
            plan=product.id,
            os=system,
            cpus=amounts["cpu"],
            memory_mb=product.limits["ram"].megabytes(amounts["ram"]),
            disk_gb=(product.limits["hdd"].megabytes(amounts["hdd"]) or 0) // 1024 or None,
            password=password,
        )

    def catalog(self) -> Sequence[CatalogItem]:
        """Without prices: none are told."""
        return [CatalogItem(p.id, p.name, "vps", description=str(p)) for p in self._products()]

    def _products(self) -> "list[Product]":
        answer = self._api.told("/products", reads=True)
        with _sense("products"):
            # The document promises all of them and shows one.
            return [_product(one) for one in ([answer] if isinstance(answer, dict) else answer)]

    def _status(self, id: str) -> str:
        answer = self._api.told(_service(id, "status"), reads=True)
        with _sense("status"):
            return _text(answer["status"])

    def _create(self, id: str) -> None:
        """What is created already stays as it is. Waits for nothing."""
        self._api.do(_service(id, "create"), charges=True)
        self._unfinished.discard(id)

    def _finished(self, id: str) -> str:
        """Have created what was ordered. Its status, whatever comes of that."""
        self._unfinished.add(id)
        end = monotonic() + self.PATIENCE
        for pause in (*self.PAUSES, self.PATIENCE):
            try:
                self._create(id)
                break
            except ProviderError as error:
                if isinstance(error, RateLimited):
                    pause = max(pause, error.retry_after)
            if monotonic() + pause >= end:
                break
            sleep(pause)
        try:
            return self._status(id)
        except ProviderError:
            return "pending" if id in self._unfinished else "creating"


# -- what is for sale ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Limit:
    least: int
    most: int
    unit: str

    def __str__(self) -> str:
        numbers = {self.least: f"{self.least}"}.get(self.most, f"{self.least}-{self.most}")
        return f"{numbers} {self.unit}"

    def megabytes(self, amount: int) -> int | None:
        size = _MEGABYTES.get(self.unit.upper())
        return size and amount * size


@dataclass(frozen=True)
class Product:
    """`systems` are names by the ids of templates."""

    id: str
    name: str
    kind: str
    limits: Mapping[str, Limit]
    systems: Mapping[str, str]

    def __str__(self) -> str:
        limits = ", ".join(f"{name} {limit}" for name, limit in self.limits.items())
        return f"{self.kind}; {limits}; templates: {', '.join(self.systems.values())}"


def _product(document: Any) -> Product:
    """Raises whatever a wrong shape raises."""
    config = document["config"]
    bounds = {name: config[name] for name in AMOUNTS}
    return Product(
        id=str(document["id"]),
        name=str(document["name"]),
        kind=str(document["template"]),
        limits={n: Limit(int(b["min"]), int(b["max"]), str(b["unit"])) for n, b in bounds.items()},
        systems={str(t["template_id"]): str(t["name"]) for t in document["os_templates"]},
    )


def _planned(products: Iterable[Product], plan: str) -> tuple[Product, dict[str, int]]:
    """`cloud-server`, or `cloud-server:ram=4,hdd=80`: what is not said is the least there is."""
    said, _, sizes = plan.partition(":")
    known = {product.id: product for product in products}
    id, _ = _one("plan", {id: product.name for id, product in known.items()}, said)
    limits = known[id].limits
    amounts = {name: limit.least for name, limit in limits.items()}
    for size in sizes.split(",") if sizes else ():
        name, _, text = size.partition("=")
        if name not in limits or not (text.isascii() and text.isdigit() and len(text) < 10):
            raise Invalid(f"{NAME}: plan: {size!r} is no size, such as {AMOUNTS[0]}=2")
        amounts[name] = int(text)
        if not limits[name].least <= amounts[name] <= limits[name].most:
            raise Invalid(f"{NAME}: plan: {size} is not within {limits[name]}")
    return known[id], amounts


def _one(
    field: str, names: Mapping[str, str], said: str, *, shortened: bool = False
) -> tuple[str, str]:
    """Id and name of the one that is meant: by its id, by its name as a slug, or by the beginning
    of that. Raises Invalid."""
    if said in names:
        return said, names[said]
    slugs = {id: _slug(name) for id, name in names.items()}
    found = [id for id, slug in slugs.items() if slug == said.lower()]
    if not found and shortened:
        found = [id for id, slug in slugs.items() if slug.startswith(f"{said.lower()}-")]
    if len(found) != 1:
        there = ", ".join(list(slugs.values())[:5])
        raise Invalid(f"{NAME}: {field} {said!r} is not one of {there}; an id will do, too")
    return found[0], names[found[0]]


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-")


# -- the wire -----------------------------------------------------------------------------------


def _service(id: str, verb: str) -> str:
    if not _ID.fullmatch(id):
        raise NotFound(f"{NAME} has no machine {id!r}")
    return f"/service/{id}/{verb}"


def _text(found: Any) -> str:
    if isinstance(found, str) and found:
        return found
    raise ValueError("no text")


def _addresses(found: Any) -> dict[str, Any]:
    """None until a machine is created, when the text is empty."""
    try:
        address = ip_address(found)
    except ValueError:
        return {}
    return {f"ipv{address.version}": str(address)}


@contextmanager
def _sense(what: str) -> Iterator[None]:
    """What an answer is read in."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProviderError(f"{NAME} answered {what} that cannot be understood") from error


@contextmanager
def _nothing_done() -> Iterator[None]:
    """Around what comes before: if that fails, what was to come did not."""
    try:
        yield
    except ProviderError as error:
        if type(error) is not ProviderError:
            raise
        raise NotDone(str(error)) from error


def opened(envelope: Any) -> Any:
    """The `data` of a good answer, as it is. That all three are texts is what the document says;
    another version of it has the types of JSON, which are good as well."""
    try:
        success, said, data = (envelope[name] for name in ("success", "message", "data"))
    except (KeyError, TypeError) as error:
        raise ProviderError(f"{NAME} answered something that is not its envelope") from error
    if str(success).lower() != "true":
        raise ProviderError(f"{NAME} did not do it: {said}")
    return data


def decoded(data: Any) -> Any:
    try:
        return json.loads(data) if isinstance(data, str) else data
    except (ValueError, RecursionError) as error:
        raise ProviderError(f"{NAME} answered data that is no JSON") from error


class Api(Upstream):
    """Its calls; of all of them paths begin below `/api/v2`."""

    def __init__(self, configuration: Configuration) -> None:
        self._token = Token(configuration, self)
        super().__init__(NAME, configuration.extra.get("base_url") or BASE, self._token)

    def do(self, path: str, body: Any = None, **how: bool) -> Any:
        return opened(self.ask("POST", f"{ROOT}/api/v2{path}", json=body, **how))

    def told(self, path: str, body: Any = None, **how: bool) -> Any:
        """What is in the string."""
        return decoded(self.do(path, body, **how))

    def send(
        self, method: str, path: str, *, charges: bool = False, reads: bool = False, **kwargs: Any
    ) -> requests.Response:
        """With another token where ours was refused: what that was for was not done.

        What charges is not sent again before that token was refused for something else, too.
        """
        answer = super().send(method, path, charges=charges, reads=reads, **kwargs)
        if answer.status_code != 401:
            return answer
        token = answer.request.headers["Authorization"]
        if charges:
            tried = super().send("POST", f"{ROOT}/api/v2/test-connection", reads=True)
            if tried.status_code != 401 and tried.request.headers["Authorization"] == token:
                return answer
        self._token.drop(token)
        return super().send(method, path, charges=charges, reads=reads, **kwargs)

    def explain(self, document: Any) -> str:
        """In the envelope, or in OAuth2's way."""
        return str(document.get("message") or document["error_description"])


class Token(AuthBase):
    """OAuth2's, by client credentials: one for all threads, another a minute before it ends."""

    WAIT: ClassVar = 60.0
    """Seconds for the thread that gets one."""

    def __init__(self, configuration: Configuration, api: Api) -> None:
        self._api = api
        session = OAuth2Session(
            configuration.api_key,
            configuration.api_secret,
            scope=configuration.extra.get("scope") or SCOPES,
            # By HTTP Basic not everybody would mean the same by a colon or a percent sign.
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 (the name of a way)
        )
        session.register_compliance_hook("access_token_response", self._granted)
        self._session = fitted(session, REPEAT)
        self._lock = Lock()

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        with self._alone():
            token = self._session.token
            if not token or token.is_expired():
                token = self._fetched()
        request.headers["Authorization"] = f"Bearer {token['access_token']}"
        return request

    def drop(self, authorization: str) -> None:
        """Unless another thread has done so."""
        with self._alone():
            token = self._session.token
            if token and f"Bearer {token['access_token']}" == authorization:
                self._session.token = None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=self.WAIT):
            raise NotDone(f"{NAME} gave no token in time")
        try:
            yield
        finally:
            self._lock.release()

    def _fetched(self) -> Any:
        with _nothing_done(), speaking(NAME):
            return self._session.fetch_token(
                f"{self._api.base}{ROOT}/oauth/token",
                grant_type="client_credentials",
                timeout=self._api.TIMEOUT,
                allow_redirects=False,
            )

    def _granted(self, answer: requests.Response) -> requests.Response:
        """Before Authlib reads it, which takes anything for a token that is not called an error."""
        if answer.status_code >= 300:
            error = self._api.refusal(answer)
            if answer.status_code in (400, 401, 403, 422):
                raise InvalidCredentials(str(error))
            # Whatever is not there is not what was asked for.
            raise error if isinstance(error, RateLimited) else ProviderError(f"{error} (token)")
        with _sense("a token"):
            document = answer.json()
            if "error" in document or not _TOKEN.fullmatch(document["access_token"]):
                raise ValueError
            int(document.get("expires_in") or 0)
        return answer
