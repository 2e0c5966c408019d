"""Figures that nothing brings about: the same at every look, so that no GET has to write them."""

from hashlib import blake2b

from simulators.kernel.world import World


def noise(world: World, *about: object) -> float:
    """From 0 to below 1, by the world's seed and whatever it is about."""
    text = "/".join(map(str, (world.seed, *about)))
    digest = blake2b(text.encode(), digest_size=6, person=b"noise").digest()
    return int.from_bytes(digest) / 2**48
