"""The public API of an application in this process, as a program with a key uses it."""

from typing import Any

from werkzeug.test import TestResponse

from hostingco_api.core import api_keys
from tests.hostingco.support import Portal


class Api:
    """`path` is that below `/api/v1`. Clients that there are from the beginning are 3 and 4."""

    def __init__(self, portal: Portal, *scopes: str, **columns: Any) -> None:
        """Whose key has these scopes, or all."""
        self.portal = portal
        with portal.database.writing() as session:
            row, self.key = api_keys.create(
                session,
                portal.clock(),
                **{
                    "name": "tests",
                    "scopes": list(scopes) or ["*"],
                    "allowed_ips": [],
                    "expires_at": None,
                    **columns,
                },
            )
        self.key_id = row.id

    def call(self, method: str, path: str, body: Any = None, **kwargs: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.key}", **kwargs.pop("headers", {})}
        if body is not None:
            kwargs["json"] = body
        return self.portal.call(method, f"/v1{path}", headers=headers, **kwargs)

    def good(
        self, method: str, path: str, body: Any = None, status: int | None = None, **kwargs: Any
    ) -> Any:
        """The data of an answer that has to be a good one; None where there is none."""
        answer = self.call(method, path, body, **kwargs)
        usual = 201 if method == "POST" and path.count("/") == 1 else 200
        assert answer.status_code == (status or usual), answer.text
        document = answer.get_json()
        assert document["success"] is True
        return document.get("data")

    def refused(
        self, status: int, code: str, method: str, path: str, body: Any = None, **kwargs: Any
    ) -> dict[str, Any]:
        """The whole of an answer that has to be a refusal."""
        answer = self.call(method, path, body, **kwargs)
        document: dict[str, Any] = answer.get_json()
        assert (answer.status_code, document["code"]) == (status, code), answer.text
        assert list(document) == ["success", "error", "code", "errors", "request_id"]
        assert document["success"] is False
        assert answer.headers["X-Request-Id"] == document["request_id"]
        return document

    # -- what many tests begin with -------------------------------------------------------------

    def client(self, **fields: Any) -> Any:
        body = {"first_name": "Ann", "last_name": "Example", "email": "ann@example.com"}
        return self.good("POST", "/clients", body | fields)

    def product(self, price: float = 10, cycle: str = "monthly", **fields: Any) -> Any:
        pricing = [{"cycle": cycle, "price": price}]
        body = {"name": "Basic Hosting", "type": "hosting", "pricing": pricing}
        return self.good("POST", "/products", body | fields)

    def service(self, product: Any = None, client: int = 3, **fields: Any) -> Any:
        sold = product or self.product()
        body = {
            "client_id": client,
            "product_id": sold["id"],
            "billing_cycle": sold["pricing"][0]["cycle"],
        }
        return self.good("POST", "/services", body | fields)

    def invoice(self, price: float = 10, client: int = 3, **fields: Any) -> Any:
        """Without tax."""
        items = [{"description": "Work", "price": price}]
        body = {"client_id": client, "items": items, "tax_rate": 0}
        return self.good("POST", "/invoices", body | fields)
