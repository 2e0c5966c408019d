"""The first customer's scripts: the document's two, and one of another kind."""

from simulators.hostens.scripts import stored
from simulators.kernel.world import World

_SCRIPTS = (
    (738, "My Init Script", "python", "print('ready')\n"),
    (1076, "My Init Script", "python", "import os..."),
    (1077, "Updates", "bash", "#!/bin/bash\napt-get update && apt-get -y upgrade\n"),
)


def seed(world: World, size: int) -> None:
    for id, name, syntax, content in _SCRIPTS:
        script = {"id": id, "name": name, "syntax": syntax, "content": content}
        stored.store(world).put(str(id), script)
