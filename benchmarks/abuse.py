"""What hostsim stands: many clients, many worlds, slow clients, large bodies, long journals.

    python benchmarks/abuse.py [--seconds 5] [--worlds 1000] [SECTION ...]

Every section starts a hostsim of its own (the last two need none), does its worst over loopback for
that many seconds or that many worlds, and prints what it measured. It fails, with exit code 1, on
an answer of 500 or more, on lost state, and where memory grows beyond the bound printed beside it.
Latencies are those of another world, as ratios to the quiet server of the same run; they are for
reading and fail nothing. Linux only (/proc). The client is `run.py`'s, and so are the caveats.
"""

import argparse
import json
import multiprocessing
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from time import perf_counter

from run import PAGE_MIB, ZONE, Case, Sample, Server, load, request, started

from simulators.kernel.body import MOST_BYTES
from simulators.kernel.clock import parse_mode
from simulators.kernel.journal import Journal, Message
from simulators.kernel.worlds import Worlds
from simulators.server.vendors import VENDORS

CLIENTS = 256
SLOW = 256  # of each kind
GET = Case("GET zone", "hostsim", [request("GET", ZONE)])
LARGE = Case("list", "large", [request("GET", "/hostinger/api/domains/v1/portfolio")])
failures: list[str] = []


def check(what: str, figure: float, bound: float, unit: str) -> None:
    """Print it, and remember it where it is too much."""
    verdict = "ok" if figure <= bound else "TOO MUCH"
    print(f"  {what:<44}{figure:10.1f} {unit} of at most {bound:g}: {verdict}")
    if figure > bound:
        failures.append(what)


@contextmanager
def hostsim(bound: float, first: Case = GET) -> Iterator[Server]:
    """A server whose memory may grow by so many MiB."""
    with started(first) as server:
        load(server, first, connections=4, seconds=0.2)  # its threads are there
        before = server.memory()
        yield server
        check("memory it grew by", server.memory() - before, bound, "MiB")


def tell(what: str, sample: Sample, quiet: Sample | None = None) -> Sample:
    line = f"  {what:<28}{sample.per_second:8.0f}/s p50 {sample.p50_ms:8.2f} ms"
    line += f" p99 {sample.p99_ms:8.2f} ms"
    if quiet:
        line += f"  (x{sample.p50_ms / quiet.p50_ms:.2f}, x{sample.p99_ms / quiet.p99_ms:.2f})"
    print(line, flush=True)
    return sample


def keep_alive(seconds: float, worlds: int) -> None:
    with hostsim(64) as server:
        tell("one client", load(server, GET, connections=1, seconds=seconds / 2))
        tell(f"{CLIENTS} clients", load(server, GET, connections=CLIENTS, seconds=seconds))


def many_worlds(seconds: float, worlds: int) -> None:
    """Each is made on first use, written to, and read back once all have been."""
    with hostsim(192 + worlds / 16) as server:
        client = HTTPConnection("127.0.0.1", server.port, timeout=30)
        names = [f"abuse-{number}" for number in range(worlds)]
        before, begun = server.memory(), perf_counter()
        for name in names:
            ask(client, name, "PUT", ZONE, zone(name))
        passed = perf_counter() - begun
        print(f"  made and written: {passed / worlds * 1e3:.2f} ms a world", flush=True)
        print(f"  memory: {(server.memory() - before) / worlds * 1024:.0f} KiB a world")
        lost = sum(name not in ask(client, name, "GET", ZONE) for name in names)
        check("worlds that lost what was written", lost, 0, "worlds")
        journaled = server.memory()
        for name in names[::16]:
            for _ in range(70):  # of the longest that there are, more than a journal holds
                ask(client, name, "PUT", ZONE, zone(name) + " " * 60_000)
        check("memory of journals", server.memory() - journaled, 160, "MiB")
        client.close()


def busy_world(seconds: float, worlds: int) -> None:
    """Many clients of one world; how long do those of another wait?"""
    puts = [request("PUT", ZONE, zone(name)).replace(b"default", b"busy") for name in ("a", "b")]
    with hostsim(64) as server:
        quiet = tell("quiet", load(server, GET, connections=1, seconds=seconds / 2))
        # It goes on while this process gets to measuring.
        with beside(server, Case("PUT", "hostsim", puts), connections=64, seconds=seconds + 0.5):
            tell("64 writers elsewhere", load(server, GET, connections=1, seconds=seconds), quiet)


def slow_clients(seconds: float, worlds: int) -> None:
    """Headers, bodies and reading that stall: SLOW connections of each kind."""
    with hostsim(64 + SLOW * 4, LARGE) as server, ExitStack() as stack:
        quiet = tell("quiet", load(server, GET, connections=1, seconds=seconds / 2))
        head = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
        body = request("PUT", ZONE, zone("slow"))[:-10]
        for kind, sent in (("headers", head), ("bodies", body), ("readers", LARGE.requests[0])):
            for _ in range(SLOW):
                sock = stack.enter_context(socket.socket())
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                sock.connect(("127.0.0.1", server.port))
                sock.sendall(sent)
            load(server, GET, connections=1, seconds=0)  # what there is to do is done
            print(f"  with {SLOW} slow {kind}: {server.memory():.0f} MiB", flush=True)
            tell(f"{SLOW} slow {kind}", load(server, GET, connections=1, seconds=seconds), quiet)


def bodies(seconds: float, worlds: int) -> None:
    """Too large, whole and in chunks, announced and not."""
    with hostsim(64) as server:
        statuses: dict[int, int] = {}
        deadline = perf_counter() + seconds
        while perf_counter() < deadline:
            for chunked in (False, True):
                client = HTTPConnection("127.0.0.1", server.port, timeout=30)
                parts = (b"x" * 65536 for _ in range(4 * MOST_BYTES // 65536))
                headers = {"Authorization": "Bearer sim_default"}
                if not chunked:
                    headers["Content-Length"] = str(4 * MOST_BYTES)
                try:
                    client.request("PUT", ZONE, parts, headers, encode_chunked=chunked)
                    status = client.getresponse().status
                except (BrokenPipeError, ConnectionResetError):  # it need not read on
                    status = 0
                statuses[status] = statuses.get(status, 0) + 1
                client.close()
        print(f"  answers by status: {statuses} (0: closed before it was sent)")
        bad = sum(count for status, count in statuses.items() if status >= 500)
        check("answers of 500 or more", bad, 0, "answers")


def journal(seconds: float, worlds: int) -> None:
    """A million entries at the default of seconds, of short exchanges and of long ones."""
    entries = int(200_000 * seconds)
    for what, size, count in (("short", 100, entries), ("long", 60_000, entries // 100)):
        kept, before, begun = Journal(), resident(), perf_counter()
        message = Message([("Content-Type", "application/json")], b" " * size)
        for n in range(count):
            kept.add(
                n=n,
                at=datetime(2026, 1, 1, tzinfo=UTC),
                vendor="hostinger",
                operation="anything",
                method="GET",
                path="/a",
                query="",
                status=200,
                request=message,
                response=message,
            )
        rate = count / (perf_counter() - begun)
        print(f"  {count} {what} entries: {rate:.0f}/s, {kept.dropped} dropped", flush=True)
        check(f"memory of {what} entries", resident() - before, 16, "MiB")


def forks(seconds: float, worlds: int) -> None:
    """In this process; the goal is less than 5 ms for an ordinary world."""
    for size in (5, 10_000):
        mode = parse_mode("frozen")
        all = Worlds(VENDORS, seed=1, size=size, strict=False, mode=mode, limits="off")
        all.create("origin")
        deadline = perf_counter() + seconds / 2
        forked: list[float] = []
        reset: list[float] = []
        while not forked or perf_counter() < deadline:
            begun = perf_counter()
            all.fork("origin", "copy")
            middle = perf_counter()
            all.reset("copy")
            forked.append(middle - begun)
            reset.append(perf_counter() - middle)
            all.delete("copy")
        print(
            f"  {size} domains: fork {median(forked) * 1e3:.2f} ms,"
            f" reset {median(reset) * 1e3:.2f} ms (median of {len(forked)})",
            flush=True,
        )


SECTIONS: dict[str, Callable[[float, int], None]] = {
    "keep-alive": keep_alive,
    "worlds": many_worlds,
    "busy": busy_world,
    "slow": slow_clients,
    "bodies": bodies,
    "journal": journal,
    "forks": forks,
}


def zone(name: str) -> str:
    """A body that writes one record named so."""
    record = {"name": name, "type": "A", "ttl": 300, "records": [{"content": "192.0.2.1"}]}
    return json.dumps({"overwrite": True, "zone": [record]})


def ask(client: HTTPConnection, world: str, method: str, path: str, body: str = "") -> str:
    headers = {"Authorization": f"Bearer sim_{world}", "Content-Type": "application/json"}
    client.request(method, path, body or None, headers)
    answer = client.getresponse()
    text = answer.read().decode()
    if answer.status != 200:
        failures.append(f"{method} {path} in {world}: {answer.status} {text[:200]}")
    return text


@contextmanager
def beside(server: Server, case: Case, *, connections: int, seconds: float) -> Iterator[None]:
    """Load from another process, so that this one can measure."""
    spawn = multiprocessing.get_context("spawn")
    begun = spawn.Event()
    other = spawn.Process(target=_load, args=(begun.set, server, case, connections, seconds))
    other.start()
    begun.wait(30)
    try:
        yield
    finally:
        other.join(60)
        if other.exitcode:
            failures.append(f"{case.name} beside: exit code {other.exitcode}")


def _load(
    begin: Callable[[], None], server: Server, case: Case, connections: int, seconds: float
) -> None:
    begin()
    load(server, case, connections=connections, seconds=seconds)


def resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_MIB


def main() -> None:
    parser = argparse.ArgumentParser(description="load and abuse, bounded")
    parser.add_argument("--seconds", type=float, default=5, help="per section or part of one")
    parser.add_argument("--worlds", type=int, default=1000)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    given = parser.parse_args()
    if unknown := set(given.sections) - set(SECTIONS):
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    for name in given.sections or SECTIONS:
        print(name, flush=True)
        SECTIONS[name](given.seconds, given.worlds)
    if failures:
        sys.exit("failed: " + "; ".join(failures))


if __name__ == "__main__":
    main()
