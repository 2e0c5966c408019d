"""Every vendor and the control API in one WSGI application.

A request reaches a vendor by Host header (the real host, or `<name>.localhost`) or by path prefix
(`/<name>/...`). Applications are made when first used: a start pays only for what is asked.
"""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING

import contracts
from simulators.kernel.body import LONGEST, MOST_BYTES
from simulators.kernel.clock import Mode, parse_mode
from simulators.kernel.vendor import Vendor
from simulators.kernel.worlds import Worlds
from simulators.server.vendors import VENDORS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CONTROL = "__sim"


class Application:
    def __init__(
        self,
        *,
        seed: int = 1,
        size: int = 5,
        strict: bool = False,
        clock: Mode | None = None,
        limits: str = "real",
        store: str = "memory",
        control_token: str | None = None,
        vendors: Iterable[Vendor] = VENDORS,
    ) -> None:
        """Raises StoreRefused where no worlds can be kept in `store`; see `repository.opened`."""
        mode = clock or parse_mode("real")
        self.vendors = tuple(vendors)
        self.worlds = Worlds(
            self.vendors, seed=seed, size=size, strict=strict, mode=mode, limits=limits, store=store
        )
        self.control_token = control_token
        self._lock = Lock()
        self._apps: dict[str, WSGIApplication] = {}
        self._hosts = {
            host: vendor
            for vendor in self.vendors
            for host in (vendor.host, f"{vendor.name}.localhost")
        }
        self._prefixes = {vendor.name: vendor for vendor in self.vendors}

    def most_bytes(self, path: str) -> int:
        """How long a body may be, of a request to that path."""
        return LONGEST if path.startswith(f"/{CONTROL}/") else MOST_BYTES

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        if vendor := self._vendor_at(environ.get("HTTP_HOST", "")):
            return self._vendor(vendor)(environ, start)
        first, slash, rest = environ["PATH_INFO"].removeprefix("/").partition("/")
        if first == CONTROL:
            return self._control()(_mounted(environ, first, slash + rest), start)
        if vendor := self._prefixes.get(first):
            return self._vendor(vendor)(_mounted(environ, first, slash + rest), start)
        return self._index(environ, start)

    def address(self, vendor: str, host: str, path: str) -> str:
        """The path by which that host is asked for a vendor's own path."""
        return path if self._vendor_at(host) else f"/{vendor}{path}"

    def _vendor_at(self, host: str) -> Vendor | None:
        return self._hosts.get(host.rsplit(":", 1)[0].lower())

    def _vendor(self, vendor: Vendor) -> "WSGIApplication":
        def make() -> "WSGIApplication":
            from simulators.kernel.gate import Gate

            return Gate(vendor, self.worlds, contracts.router(vendor.contract))

        return self._made(vendor.name, make)

    def _control(self) -> "WSGIApplication":
        def make() -> "WSGIApplication":
            from simulators.control import make_app

            return make_app(self.worlds, self.control_token)

        return self._made(CONTROL, make)

    def _made(self, name: str, make: "Callable[[], WSGIApplication]") -> "WSGIApplication":
        app = self._apps.get(name)
        if app is None:
            with self._lock:
                app = self._apps.get(name)
                if app is None:
                    app = self._apps[name] = make()
        return app

    def _index(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        from importlib.metadata import version

        from simulators.kernel import body as request_body

        # Unread, it would cost the client its connection.
        with suppress(request_body.TooLarge, request_body.BrokeOff):
            request_body.read(environ)
        found = environ["PATH_INFO"] in ("", "/")
        body = {
            "hostsim": version("hostsim"),
            "vendors": {name: f"/{name}" for name in self._prefixes},
            "control": f"/{CONTROL}",
        }
        if not found:
            body = {"error": "no vendor has this path or host; these are the prefixes", **body}
        raw = json.dumps(body, indent=2).encode() + b"\n"
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(raw)))]
        start("200 OK" if found else "404 Not Found", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else raw]


def _mounted(environ: "WSGIEnvironment", prefix: str, path: str) -> "WSGIEnvironment":
    script = f"{environ.get('SCRIPT_NAME', '')}/{prefix}"
    return environ | {"SCRIPT_NAME": script, "PATH_INFO": path}
