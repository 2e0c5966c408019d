"""The operations of the control API, a blueprint per module."""

from simulators.control.routes import faults, journal, server, state, worlds

BLUEPRINTS = {blp.name: blp for blp in (server.blp, worlds.blp, state.blp, faults.blp, journal.blp)}
