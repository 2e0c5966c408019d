"""The operations of the control API, a blueprint per module."""

from simulators.control.routes import faults, journal, server, snapshots, state, worlds

_MODULES = (server, worlds, state, faults, snapshots, journal)
BLUEPRINTS = {module.blp.name: module.blp for module in _MODULES}
