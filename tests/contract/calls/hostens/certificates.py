"""Of certificates."""

import contracts
from simulators.hostens.certificates import software
from tests.contract.calls import Call, Good, Refused

_PATHS = contracts.load("hostens.yaml")["paths"]
_BODY = _PATHS["/api/certificate/order"]["post"]["requestBody"]["content"]["application/json"]
ORDER = _BODY["examples"]["short"]["value"]
"""For test.com."""

GOOD: Good = {
    "listCertificates": Call(),
    "getCertificate": Call({"id": 300}),
    "downloadCertificate": Call({"id": 299}),
    "listCertificateProducts": Call(),
    "listCertificateSoftware": Call({"product_id": 25}),
    "orderCertificate": Call(body=ORDER),
}

_MISSING = [
    Call({"id": 301}, message='["notfound"]'),  # a service, and no certificate
    Call({"id": 902}, message='["notfound"]'),
    Call({"id": 10**20}, message='["notfound"]'),
]


def _order(message: str, **fields: object) -> Call:
    return Call(body=ORDER | fields, message=message)


def _wrong(field: str, value: object) -> Call:
    return _order(f'["field_format_error", "{field}"]', **{field: value})


REFUSED: Refused = {
    ("getCertificate", 404): _MISSING,
    ("downloadCertificate", 404): [
        *_MISSING,
        Call({"id": 300}, message='["certificate_not_issued"]'),
    ],
    ("listCertificateSoftware", 404): [
        Call({"product_id": 333}, message='["notfound"]'),
        Call({"product_id": 1}, message='["notfound"]'),
    ],
    ("orderCertificate", 400): [
        _wrong("product_id", 333),
        _wrong("product_id", 1),
        _wrong("years", 3),
        _wrong("pay_method", 3),
        _wrong("software", len(software.NAMES)),
        _wrong("admin", 12_345),
        _wrong("tech", 12_345),
        _wrong("billing", 12_345),
        _wrong("csr", "x" * 10_001),
        _order('["field_format_error", "organization.name"]', organization={"name": []}),
        _order('["field_format_error", "organization.unit"]', organization={"unit": "x" * 256}),
        _order('["csr_invalid", "format"]', csr="-----BEGIN CERTIFICATE REQUEST----- ..."),
        _order('["csr_invalid", "signature"]', csr=ORDER["csr"].replace("AwwIdGVz", "AwwIdGVy")),
        _order('["approver_email_invalid", "joe@test.com"]', approver_email="joe@test.com"),
        _order('["approver_email_invalid", "admin@com"]', approver_email="admin@com"),
        _order('["approver_email_invalid", "admin@a.test.com"]', approver_email="admin@a.test.com"),
    ],
}
