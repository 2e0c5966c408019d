"""Machines are suspended, and come to their end.

Hostinger has no call for either. To suspend one is to stop it, which nobody but who has the account
can undo; it is paid for as before. To terminate one is to have its subscription not renewed, and to
stop it: it is there until what is paid is over, and destroyed by Hostinger some time after that.
Until then it can be had back in Hostinger's panel, with all that is on it.
"""

from collections.abc import Container
from time import monotonic, sleep
from typing import Any

from hostingco_api.gateway.drivers.hostinger.billing import SUBSCRIPTIONS
from hostingco_api.gateway.drivers.hostinger.client import NAME, Account
from hostingco_api.gateway.drivers.hostinger.renewals import SWITCH
from hostingco_api.gateway.drivers.hostinger.vms import path
from hostingco_api.gateway.provider import Conflict, Invalid, NotFound, ProviderError

PATIENCE, PAUSE = 90, 3
"""Seconds for what goes on with a machine to end, and between looks at it."""
_STOPPED = ("stopped", "suspended")
_OFF = (*_STOPPED, "initial", "error", "destroyed")
_NOT_RENEWED = ("paused", "cancelled", "transferred")


class Lives(Account):
    def suspend_vm(self, id: str) -> None:
        self._power(id, "stop", _STOPPED)

    def unsuspend_vm(self, id: str) -> None:
        self._power(id, "start", ("running",))

    def terminate_vm(self, id: str) -> None:
        """It is not renewed any more, and does not run; Hostinger destroys it when it is over."""
        try:
            machine = self._machine(id)
        except NotFound:
            return
        self._end(id, machine["subscription_id"])
        self._power(id, "stop", _OFF)

    # -- within -------------------------------------------------------------------------------

    def _power(self, id: str, verb: str, there: Container[str]) -> None:
        """`there` are the states in which a refusal says no more than that it is so already. What
        goes on with a machine locks it, be it this call that was made before: it is waited for."""
        until = monotonic() + PATIENCE
        while True:
            try:
                asked = self._api.ask("POST", f"{path(id)}/{verb}")
                break
            except Conflict:
                machine = self._machine(id)
                if machine["actions_lock"] != "locked":
                    if machine["state"] in there:
                        return
                    raise
                if monotonic() >= until:
                    raise
            sleep(PAUSE)
        self._wait(id, self._api.parsed(asked, _action))

    def _wait(self, id: str, action: dict[str, Any]) -> None:
        until = monotonic() + PATIENCE
        while action["state"] != "success":
            said = f"{NAME}: {action['name']} of machine {id} (action {action['id']})"
            if action["state"] == "error":
                raise ProviderError(f"{said} failed")
            if monotonic() >= until:
                raise ProviderError(
                    f"{said} is not done within {PATIENCE} seconds. It may still be"
                )
            sleep(PAUSE)
            action = self._api.read(f"{path(id)}/actions/{action['id']}", _action)

    def _machine(self, id: str) -> dict[str, Any]:
        names = ("state", "actions_lock", "subscription_id")
        return self._api.read(path(id), lambda found: {name: found[name] for name in names})

    def _end(self, id: str, subscription: str | None) -> None:
        if subscription is None:
            raise ProviderError(
                f"{NAME} does not tell the subscription of machine {id}: see there that it is not"
                " renewed"
            )
        method, word = SWITCH[False]
        try:
            answer = self._api.ask(method, f"{SUBSCRIPTIONS}/{subscription}/auto-renewal/{word}")
        except (Conflict, Invalid, NotFound):
            if self._renews(subscription):
                raise
            return
        if self._api.parsed(answer, lambda found: found["is_auto_renewed"]) is not False:
            raise ProviderError(f"{NAME} renews machine {id} all the same")

    def _renews(self, subscription: str) -> bool:
        """Will it be? What waits for its payment, or is over, has been refused to be switched."""
        statuses = dict(
            self._api.read(SUBSCRIPTIONS, lambda found: [(s["id"], s["status"]) for s in found])
        )
        return statuses.get(subscription, "cancelled") not in _NOT_RENEWED


def _action(document: Any) -> dict[str, Any]:
    return {name: document[name] for name in ("id", "name", "state")}
