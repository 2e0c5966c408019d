"""Pages of a list, as the VPS operations answer them."""

from simulators.kernel.store import Collection

PER_PAGE = 50  # documented; nothing changes it


def page_of(raws: list[bytes], page: int) -> bytes:
    """The page-th 50 of a list of documents, as JSON; one beyond the last is empty."""
    first = (page - 1) * PER_PAGE
    data = b",".join(raws[first : first + PER_PAGE])
    meta = b'{"current_page":%d,"per_page":%d,"total":%d}' % (page, PER_PAGE, len(raws))
    return b'{"data":[' + data + b'],"meta":' + meta + b"}"


def raws(collection: Collection) -> list[bytes]:
    """Every document of a collection, in order, as JSON."""
    keys = collection.keys()
    return [collection.raw(key) or b"" for key in keys]
