"""Of the published statuses."""

from tests.contract.calls import Call, Good, Refused

GOOD: Good = {
    "listStatuses": Call(),
    "listSpecificStatuses": Call({"status": "Scheduled"}),
    "getStatus": Call({"id": "2"}),
}
REFUSED: Refused = {
    ("listSpecificStatuses", 400): [
        Call({"status": "scheduled"}, message='["field_format_error", "status"]'),
        Call({"status": "Broken"}, message='["field_format_error", "status"]'),
    ],
    ("getStatus", 404): [
        Call({"id": "5"}, message="notfound"),
        Call({"id": "specific"}, message="notfound"),
    ],
}
