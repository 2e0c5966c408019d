"""The control API under `/__sim`: worlds, clocks, limits, quirks, journals."""

from typing import TYPE_CHECKING

from simulators.kernel.worlds import Worlds

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def make_app(worlds: Worlds, token: str | None) -> "WSGIApplication":
    """The control API of those worlds; `token` lets in callers that are not on this machine."""
    from simulators.control.app import make_app

    return make_app(worlds, token)
