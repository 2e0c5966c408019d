"""What modules do for services: the drivers of the gateway, asked by `lifecycle`'s pending actions.

No transaction is open while a provider is asked. What was begun when a process died is begun again
by another: a purchase is written down with the service it is for, so there is one, and the other
actions may be repeated.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import joinedload

from hostingco_api.core import lifecycle, products
from hostingco_api.core.database import LOCK, is_busy
from hostingco_api.core.models import CYCLES, Service
from hostingco_api.core.vault import Unreadable
from hostingco_api.gateway.provider import (
    VM,
    Domain,
    DomainOrder,
    NotFound,
    NotSupported,
    ProviderError,
    RateLimited,
    VMOrder,
)
from hostingco_api.gateway.purchases import OfDomain, OfVM
from hostingco_api.services import Services

PATIENCE = timedelta(hours=1)
"""From the request on, with one who has had too many calls: to do nothing is no failure yet."""
SHORTEST_WAIT = 10
"""Seconds."""
TRIES = 3
"""To write down what was done."""
_log = logging.getLogger("hostingco.provisioning")


def act(services: Services, id: int, claim: datetime) -> None:
    """Do what is pending for a service, if the claim on it is the last one."""
    with services.database.writing() as session:
        service = session.get(
            Service,
            id,
            options=[joinedload(Service.product), joinedload(Service.node)],
            with_for_update={**LOCK, "of": Service},
        )
        if service is None or service.due_at != claim or service.pending_action is None:
            return None
        action = service.pending_action
        # From now on, and of nobody else: what is queued may be so twice, and for a while.
        lease = lifecycle.LEASES.get(action, lifecycle.LEASE)
        claim = service.due_at = services.config.clock() + lease
    try:
        told = _asked(services, service, action)
    except ProviderError as error:
        wait = error.retry_after if isinstance(error, RateLimited) else None
        _end(services, id, claim, action, error=str(error) or type(error).__name__, wait=wait)
    except Exception:
        _log.exception("%s of service %s", action, id)
        _end(services, id, claim, action, error="Something went wrong on our side")
    else:
        for left in reversed(range(TRIES)):
            try:
                return _end(services, id, claim, action, told=told)
            except SQLAlchemyError as error:  # a password is told once
                if not left or not is_busy(error):
                    raise


def _asked(services: Services, service: Service, action: str) -> dict[str, Any]:
    """What the module tells of the service, once that is done."""
    if action == "provision":
        return _provision(services, service)
    # A domain is bought, and then it is there: no provider suspends one, or takes it back.
    if service.product.type != "domain":
        with services.providers.driver(service.module) as driver:
            verb = getattr(driver, f"{action}_vm", None)
            if verb is None:
                raise NotSupported(f"{driver.display_name} cannot {action} a machine")
            try:
                verb(service.module_ref)
            except NotFound:
                if action != "terminate":  # what is gone is terminated
                    raise
    return {}


def _provision(services: Services, service: Service) -> dict[str, Any]:
    options = products.options(service.product, service.node)
    password = _password(services, service)
    owner = lifecycle.owner(service)
    assert service.domain
    with services.providers.driver(service.module, *([password] if password else [])) as driver:
        if service.product.type == "domain":
            order = DomainOrder(
                service.domain,
                max(1, CYCLES[service.billing_cycle] // 12),
                payment_method_id=options.get("payment_method_id"),
            )
            domain: Domain = services.purchases.make(service.module, OfDomain(driver, order), owner)
            return {"module_ref": domain.name, "password": None}
        wanted = VMOrder(
            options.get("plan", ""),
            options.get("template", ""),
            service.domain,
            options.get("data_center_id"),
            password,
            options.get("ssh_key_id"),
            options.get("payment_method_id"),
        )
        vm: VM = services.purchases.make(service.module, OfVM(driver, wanted), owner)
    made = vm.password and services.vault.lock(vm.password)
    return {"module_ref": vm.id, "ip": vm.ipv4, "password": made}


def _password(services: Services, service: Service) -> str | None:
    try:
        return service.password and services.vault.unlock(service.password)
    except Unreadable:
        raise ProviderError("The password is encrypted with another secret: set it anew") from None


def _end(
    services: Services,
    id: int,
    claim: datetime,
    action: str,
    *,
    error: str | None = None,
    told: dict[str, Any] | None = None,
    wait: int | None = None,
) -> None:
    now = services.config.clock()
    with services.database.writing() as session:
        service = session.get_one(Service, id, with_for_update=LOCK, populate_existing=True)
        # What was done is done, also where somebody else has taken it over meanwhile.
        if service.pending_action != action or (error is not None and service.due_at != claim):
            return
        if error is None:
            lifecycle.finish(session, service, action, now, **(told or {}))
        elif wait is not None and now - service.updated_at < PATIENCE:
            service.due_at = now + timedelta(seconds=max(wait, SHORTEST_WAIT))
        else:
            lifecycle.fail(session, service, action, error, now)
    services.work.set()
