"""How Hostens' views are declared: who may, body, answer, refusals."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import marshmallow as ma
from flask import Response, g, request
from flask_smorest import Blueprint
from marshmallow import fields

from simulators.hostens import auth, errors, logins
from simulators.hostens.users import User
from simulators.kernel.body import FORMS
from simulators.kernel.vendor import Vendor
from simulators.kernel.web import Open, blueprint, current_world, operation, render

View = Callable[..., Any]

SECURITY: list[dict[str, list[str]]] = [{"basic": []}, {"bearer": []}]

_KEY = {
    "anyOf": [
        {"type": "string"},
        {"type": "array", "minItems": 1, "items": {"type": ["string", "integer"]}},
    ]
}


class ErrorBody(Open):
    error = fields.List(fields.Raw(metadata=_KEY), required=True, metadata={"minItems": 1})


class Info(Open):
    """`{"info": ["<key>"]}`, what most changes answer."""

    info = fields.List(fields.String(), required=True)


def id_in_path(name: str = "id") -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "integer"}}


def text_in_path(name: str) -> dict[str, Any]:
    schema = {"type": "string", "minLength": 1, "maxLength": 253}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def section(vendor: Vendor, name: str) -> Any:
    """A section's blueprint."""
    return blueprint(vendor, name, auth.BASE)


def user() -> User:
    """Whose call it is; not of public operations."""
    found: User = g.user
    return found


def declaring(blp: Any) -> Callable[..., Callable[[View], View]]:
    """The decorator of a section's views.

    A view takes the world, then the query, the body, and the parameters of the path, which are
    texts. It answers a JSON document, or a response.
    """

    def declare(
        id: str,
        answer: "ma.Schema | type[ma.Schema] | dict[str, Any]",
        *refused: int,
        body: type[ma.Schema] | None = None,
        query: type[ma.Schema] | None = None,
        needs: tuple[str, str] | None = None,
        of: str = "id",
        public: bool = False,
        reads: bool = False,
        forms: bool = False,
        kind: str | None = None,
    ) -> Callable[[View], View]:
        """The operation's id, what it answers, what it is refused with beside what all are.

        `needs` is the privilege that a contact must have for it, `(section, name)`. For services
        and domains it is needed for the one that is named by `of`, a parameter of the path. Every
        body may be a form; `forms` has it documented, too. `kind` is the answer's media type
        where it is not JSON.
        """
        statuses = {400, 401, 413, 500, *refused} | ({403} if needs else set())

        def decorate(view: View) -> View:
            given = _responding(view)
            if body:
                needed = any(field.required for field in body().fields.values())
                given = blp.arguments(body, required=needed, error_status_code=400)(given)
            if query:
                given = blp.arguments(query, location="query", error_status_code=400)(given)
            return operation(
                id,
                *([Blueprint.doc(security=[])] if public else []),
                *([_also_as_forms(body)] if body and forms else []),
                blp.response(200, answer, content_type=kind),
                *(blp.alt_response(status, schema=ErrorBody) for status in sorted(statuses)),
                reads=reads,
            )(given if public else _authorized(given, needs, of))

        return decorate

    return declare


def _responding(view: View) -> View:
    @wraps(view)
    def respond(self: Any, *args: Any, **kwargs: Any) -> Response:
        found = view(self, current_world(), *args, **kwargs)
        return found if isinstance(found, Response) else render(found)

    return respond


def _authorized(view: View, needs: tuple[str, str] | None, of: str) -> View:
    """Let in who may, and have the account at hand that is theirs."""

    @wraps(view)
    def enter(self: Any, *args: Any, **kwargs: Any) -> Any:
        world = current_world()
        with world.at_present():
            g.user = found = logins.user_of(world, request.environ["hostsim.call"])
        if needs and not found.may(*needs, str(kwargs.get(of, ""))):
            raise errors.forbidden()
        with world.acting_as(found.account):
            return view(self, *args, **kwargs)

    return enter


def _also_as_forms(body: type[ma.Schema]) -> Any:
    content = {kind: {"schema": body} for kind in FORMS}
    return Blueprint.doc(requestBody={"content": content})
