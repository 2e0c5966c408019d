"""A client of the control API whose every answer is held against the API's own document."""

import json
import re
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from jsonschema import Draft202012Validator
from werkzeug.datastructures import Headers
from werkzeug.test import Client

from simulators.kernel.world import iso
from tests.support import Api, application

LOCAL = {"REMOTE_ADDR": "127.0.0.1"}


@dataclass
class Reply:
    """`json` is None where there is no body, and where it is of another type."""

    status: int
    text: str
    json: Any
    headers: Headers


_due = Api(application()).inside().next_due()
NEXT = iso(_due) if _due else None
"""What the seeded account is waiting for."""


class Control:
    """Calls from this machine. `documents` keeps one document: all applications have the same."""

    documents: ClassVar[dict[str, Any]] = {}

    def __init__(self, app: Any) -> None:
        self.app = app
        self._client = Client(app)

    def __call__(
        self, method: str, path: str, body: Any = None, remote: str = "127.0.0.1", **kwargs: Any
    ) -> Reply:
        if body is not None:
            kwargs |= {"data": json.dumps(body), "content_type": "application/json"}
        kwargs.setdefault("base_url", "http://localhost")
        answer = self._client.open(
            f"/__sim{path}", method=method, environ_base={"REMOTE_ADDR": remote}, **kwargs
        )
        is_json = answer.text[:1] in ("{", "[")
        parsed = json.loads(answer.text) if is_json else None
        reply = Reply(answer.status_code, answer.text, parsed, answer.headers)
        self._judge(method, path, reply)
        return reply

    def document(self) -> dict[str, Any]:
        if not self.documents:
            answer = self._client.get("/__sim/openapi.json", environ_base=LOCAL)
            self.documents.update(json.loads(answer.data))
        return self.documents

    def _judge(self, method: str, path: str, reply: Reply) -> None:
        """Whatever is answered in JSON has the documented shape, errors included."""
        assert reply.status != 500, reply.text
        schema: Any = {"$ref": "#/components/schemas/Error"}
        if reply.status < 400:
            for template, methods in self.document()["paths"].items():
                pattern = re.sub(r"\{\w+\}", "[^/]+", template)
                if method.lower() in methods and re.fullmatch(pattern, path.partition("?")[0]):
                    documented = methods[method.lower()]["responses"][str(reply.status)]
                    content = documented.get("content", {"application/json": {"schema": False}})
                    schema = content["application/json"]["schema"]
                    break
            else:
                return
        if reply.text:
            root = {"components": self.document()["components"], "allOf": [schema]}
            Draft202012Validator(root).validate(reply.json)


@pytest.fixture
def control(api: Api) -> Control:
    """The control API of the `api` fixture's server."""
    return Control(api.app)


@pytest.fixture(scope="package")
def untouched() -> Control:
    """A server for calls that change nothing: most of the refusals."""
    return Control(application())


@pytest.fixture(scope="package")
def closed() -> Control:
    """A server with a control token, for calls that change nothing."""
    return Control(application(control_token="let-me-in"))
