from simulators.kernel.world import World


def remove_of(world: World, service_id: str) -> None:
    pass
