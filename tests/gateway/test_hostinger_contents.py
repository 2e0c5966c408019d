"""Records to RRsets and back, without a network."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hostingco_api.gateway.drivers.hostinger.contents import RRset, grouped, ordinary, read
from hostingco_api.gateway.provider import Record

LABELS = st.from_regex(r"[A-Za-z0-9_]([A-Za-z0-9-]{0,8}[A-Za-z0-9])?", fullmatch=True)
NAMES = st.one_of(st.just("@"), LABELS, st.tuples(LABELS, LABELS).map(".".join))
HOSTS = st.lists(LABELS, min_size=2, max_size=4).map(".".join)
NUMBERS = st.integers(0, 65535)
CONTENTS: dict[str, st.SearchStrategy[str]] = {
    "A": st.ip_addresses(v=4).map(str),
    "AAAA": st.ip_addresses(v=6).map(str),
    "CNAME": HOSTS,
    "NS": HOSTS,
    "MX": st.one_of(HOSTS, st.just(".")),
    "TXT": st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=400),
    "SRV": st.tuples(NUMBERS, NUMBERS, st.one_of(HOSTS, st.just("."))).map(
        lambda parts: " ".join(map(str, parts))
    ),
    "CAA": st.tuples(
        st.integers(0, 255), LABELS, st.text(st.characters(codec="ascii", exclude_characters='"'))
    ).map(lambda parts: '{} {} "{}"'.format(*parts)),
}


@st.composite
def records(draw: st.DrawFn) -> Record:
    type = draw(st.sampled_from(sorted(CONTENTS)))
    priority = draw(NUMBERS) if type in ("MX", "SRV") else 0
    return Record(type, draw(NAMES), draw(CONTENTS[type]), 300, priority)


@settings(max_examples=100, derandomize=True, database=None, deadline=None)
@given(st.lists(records(), max_size=8))
def test_records_survive_the_way_to_rrsets_and_back(given: list[Record]) -> None:
    on_the_wire = [rrset.document for rrset in grouped(given)]
    back = [record for document in on_the_wire for record in read(document).records]
    assert sorted(map(repr, back)) == sorted({repr(ordinary(record)) for record in given})
    assert len({(rrset["name"], rrset["type"]) for rrset in on_the_wire}) == len(on_the_wire)


@settings(max_examples=200, derandomize=True, database=None, deadline=None)
@given(st.sampled_from(["A", "MX", "SRV", "TXT", "CAA", "ALIAS"]), st.text(max_size=60))
def test_whatever_a_zone_holds_can_be_listed(type: str, content: str) -> None:
    (record,) = RRset("@", type, 300, (content,)).records
    assert record.priority == 0 or type in ("MX", "SRV")
