"""The VPS operations: parse, call the rules, render."""

from typing import Any

from simulators.hostinger import docs
from simulators.hostinger.vps.routes import account, docker, machines
from simulators.kernel.vendor import Vendor
from simulators.kernel.web import blueprint


def blueprints(vendor: Vendor) -> list[Any]:
    blp = blueprint(vendor, "VPS", "/api/vps/v1")
    operation = docs.declaring(blp)
    for part in (account, docker, machines):
        part.add(blp, operation)
    return [blp]
