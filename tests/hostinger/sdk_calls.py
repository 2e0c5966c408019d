"""Calls of the official SDK by operation id.

Imported by the tests, and run alone with another version of the SDK on its path: calls as JSON on
standard input, what went wrong as JSON on standard output.
"""

import inspect
import json
import re
import sys
import typing
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import hostinger_api

SECTIONS = ("DNS", "Domains", "Billing", "VPS")


@contextmanager
def client(url: str, token: str) -> Iterator[Any]:
    """The SDK, unmodified but for host and token."""
    configuration = hostinger_api.Configuration(host=f"{url}/hostinger", access_token=token)
    with hostinger_api.ApiClient(configuration) as sdk:
        yield sdk
        sdk.rest_client.pool_manager.clear()  # it leaves its sockets open


def method(sdk: Any, id: str) -> Any:
    """The SDK's method of an operation, or None."""
    name = id.split("_", 1)[1]
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    name = re.sub(r"([a-z\d])([A-Z])", r"\1_\2", name).lower()
    for api in dir(hostinger_api):
        if api.endswith("Api") and api.startswith(SECTIONS):
            cls = getattr(hostinger_api, api)
            if hasattr(cls, name):
                return getattr(cls(sdk), name)
    return None


def call(sdk: Any, id: str, parameters: dict[str, Any], body: Any) -> Any:
    """`parameters` of path and query, by their documented names; the answer is the SDK's model."""
    given = {
        re.sub(r"(?<=[a-z])([A-Z])", r"_\1", key).lower(): parameters[key] for key in parameters
    }
    function = method(sdk, id)
    for name, parameter in inspect.signature(function).parameters.items():
        if name.startswith("_"):
            continue
        kind = unwrapped(parameter.annotation)
        if name not in given:
            if hasattr(kind, "from_dict") and body is not None:
                given[name] = kind.from_dict(body)
        elif kind is datetime:
            given[name] = datetime.fromisoformat(given[name])
    return function(**given)


def unwrapped(annotation: Any) -> Any:
    """`int` of `Optional[Annotated[int, ...]]`."""
    while args := typing.get_args(annotation):
        annotation = next(arg for arg in args if arg is not type(None))
    return annotation


def main() -> None:
    faults = {}
    for line in json.load(sys.stdin):
        with client(line["url"], line["token"]) as sdk:
            if method(sdk, line["id"]) is None:
                faults[line["id"]] = "unknown"
                continue
            try:
                call(sdk, line["id"], line["parameters"], line["body"])
            except Exception as error:
                faults[line["id"]] = f"{type(error).__name__}: {error}"
    json.dump(faults, sys.stdout)


if __name__ == "__main__":
    main()
