"""The operations of the control API, a blueprint per module."""

from simulators.control.routes import journal, server, snapshots, state, worlds

BLUEPRINTS = {
    blp.name: blp for blp in (server.blp, worlds.blp, state.blp, snapshots.blp, journal.blp)
}
