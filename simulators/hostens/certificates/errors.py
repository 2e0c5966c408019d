"""What certificates are refused for. The language pack has no keys for it, so these are ours."""

from simulators.hostens.errors import SILENT, assumed, refuse
from simulators.kernel.refusal import Refusal

CSR = assumed("certificates.csr", f"{SILENT}; what a public authority takes")


def csr_invalid(why: str) -> Refusal:
    return refuse(400, CSR, ["csr_invalid", why])


APPROVER = assumed("certificates.approver", f"{SILENT}; the addresses of the CA/B Forum")


def approver_invalid(email: str) -> Refusal:
    return refuse(400, APPROVER, ["approver_email_invalid", email])


NOT_ISSUED = assumed("certificates.not-issued", SILENT)


def not_issued() -> Refusal:
    return refuse(404, NOT_ISSUED, "certificate_not_issued")
