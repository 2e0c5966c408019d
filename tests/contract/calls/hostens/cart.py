"""Of the cart."""

from typing import Any

from tests.contract.calls import Call, Good, Refused

ORDER = {
    "domain": "example.com",
    "cycle": "a",
    "pay_method": 1,
    "custom": {"1618": 10331},
    "promocode": "SIM10",
}
CSR = """\
-----BEGIN CERTIFICATE REQUEST-----
MIHQMHgCAQAwFjEUMBIGA1UEAwwLaG9zdGluZy5jb20wWTATBgcqhkjOPQIBBggq
hkjOPQMBBwNCAATbDs8/hC+97u8owS5YDDSc9U+sKbFS30yf4PCRWwCNZGmyibp2
fd2uwCRBFPuuuwBUb+jYFT4wDDHN5vzGRfGtoAAwCgYIKoZIzj0EAwIDSAAwRQIh
AKiQRf5GPSNABhNJNbQ6mBrH9E+5//cIRk+NMWO4/SuKAiANucUJeXeTnnYa+Bh2
/dyYIscdvfsBluA7p3oOlGE86w==
-----END CERTIFICATE REQUEST-----
"""
"""For hosting.com."""
ITEMS: list[Any] = [
    {"type": "product", "product_id": 1080, "domain": "hosting.com", "cycle": "a"},
    {
        "type": "certificate",
        "product_id": "840",
        "csr": CSR,
        "years": 1,
        "approver_email": "admin@hosting.com",
    },
    {"type": "domain", "name": "hosting.com", "action": "register", "tld_id": 6, "years": 1},
]
BASKET = {"pay_method": 1, "items": ITEMS}

GOOD: Good = {
    "listCategories": Call(),
    "listProducts": Call({"category_id": "10"}),
    "listVpsProducts": Call(),
    "getProduct": Call({"product_id": "333"}),
    "orderProduct": Call({"product_id": "333"}, ORDER),
    "orderItems": Call(body=BASKET),
    "quoteItems": Call(body=BASKET),
}
_UNKNOWN = ("1", "25", "x", "6")
REFUSED: Refused = {
    ("listProducts", 404): [Call({"category_id": "1"}, message="notfound")],
    ("getProduct", 404): [Call({"product_id": id}, message="notfound") for id in _UNKNOWN],
    ("orderProduct", 404): [Call({"product_id": id}, ORDER, message="notfound") for id in _UNKNOWN],
    ("orderProduct", 400): [
        *(
            Call({"product_id": "333"}, ORDER | changed, message=message)
            for changed, message in (
                ({"cycle": "q"}, '["field_format_error", "cycle"]'),
                ({"cycle": "annually"}, '["field_format_error", "cycle"]'),
                ({"pay_method": 9}, '["field_format_error", "pay_method"]'),
                ({"pay_method": "card"}, '["field_format_error", "pay_method"]'),
                ({"promocode": "FREE"}, "coupon_not_exist"),
                ({"domain": "no domain"}, "domain_format_error"),
                ({"domain": "192.0.2.1"}, "domain_format_error"),
                ({"domain": "\u212a.com"}, "domain_format_error"),
                ({"custom": {"1618": 1}}, '["field_format_error", "custom.1618"]'),
                ({"custom": {"1701": 11001}}, '["field_format_error", "custom.1701"]'),
                ({"custom": {"1618": True}}, "custom.1618"),
                ({"custom": "1618"}, '["field_format_error", "custom"]'),
                ({"addon": {"32": 1}}, '["field_format_error", "addon.32"]'),
                ({"addon": {"31": 1}, "addon_cycles": {"31": "b"}}, "addon_cycles.31"),
                ({"addon": {"31": 1}, "addon_cycles": {"31": 5}}, "addon_cycles.31"),
            )
        ),
        Call({"product_id": "13"}, {"domain": "-"}, message="invalid_hostname"),
    ],
    ("orderItems", 400): [
        Call(body=body, message=message)
        for body, message in (
            ({"items": []}, '["field_marked_required", "items"]'),
            ({"items": 5}, '["field_format_error", "items"]'),
            ({"items": ["x"]}, '["field_format_error", "items.0"]'),
            ({"items": [{}]}, '["field_marked_required", "items.0.type"]'),
            ({"items": [{"type": "car"}]}, '["field_format_error", "items.0.type"]'),
            ({"items": [{"type": ["product"]}]}, '["field_format_error", "items.0.type"]'),
            ({"items": [{"type": "product"}]}, '["field_marked_required", "items.0.product_id"]'),
            (
                {"items": [*ITEMS, {"type": "product", "product_id": 1}]},
                '["field_format_error", "product_id"]',
            ),
            (BASKET | {"pay_method": 3}, '["field_format_error", "pay_method"]'),
            ({"items": [{"type": "product", "product_id": 333}] * 51}, "items"),
        )
    ],
    ("quoteItems", 400): [
        Call(body={"items": None}, message='["field_marked_required", "items"]'),
        Call(body=BASKET | {"pay_method": "x"}, message='["field_format_error", "pay_method"]'),
    ],
}
