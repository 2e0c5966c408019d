"""What hostsim costs, as ratios to a bare Flask application on the same HTTP server.

    python benchmarks/run.py [--seconds 60] [--rounds 5]

Both servers are processes of their own, hostsim as its users start it. This process is the client:
one thread, raw sockets, keep-alive; a connection sends its next request once the last is answered.
Every round measures every case once, forth and back in turn, so that a noisy moment of the machine
falls on all. Ratios are taken within a round; every figure is the median over the rounds.

How to read it: a cell is `figure (to bare GET, to bare POST)`. More requests per second are better,
less of everything else. The absolute figures are those of one machine on one day, so read the
ratios; those of p99 move most from run to run. CPU is the server's time per request, the kernel's
part included. PUT and reset change the zone every time, so each of them keeps a snapshot as well.
Start-up is from spawn to the first answered GET; memory is the resident size of the server's
process and its children. The last table compares a large account with an ordinary one, on two
hostsims: a list grows with what it lists, nothing else should. Linux only (/proc).
"""

import argparse
import os
import platform
import re
import selectors
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import NamedTuple

from simulators.server.http import THREADS

HOSTSIM = Path(sys.executable).with_name("hostsim")
COMMANDS: dict[str, list[str | Path]] = {
    "bare": [sys.executable, Path(__file__).with_name("bare.py")],
    "hostsim": [HOSTSIM, "serve", "-p", "0", "--limits", "off", "--port-file"],
}
DOMAINS = 10_000  # of the large account, and a machine for ten of them
COMMANDS["large"] = [*COMMANDS["hostsim"][:-1], "--seed-size", str(DOMAINS), "--port-file"]
ROUNDS = 5
CONNECTIONS = (4, 1)
WARM_UP = 0.3  # seconds per case

TICK = 1 / os.sysconf("SC_CLK_TCK")
PAGE_MIB = os.sysconf("SC_PAGE_SIZE") / 2**20
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class Case(NamedTuple):
    """Requests that are sent in turn to one of the servers."""

    name: str
    server: str
    requests: Sequence[bytes]


class Sample(NamedTuple):
    """One case in one round."""

    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_us: float


def request(method: str, path: str, body: str = "") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: benchmark\r\n"
    head += "Authorization: Bearer sim_default\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}\r\n{body}".encode()


ZONE = "/hostinger/api/dns/v1/zones/example.com"
UPDATES = [
    f'{{"overwrite":true,"zone":[{{"name":"bench","type":"A","ttl":300,"records":[{record}]}}]}}'
    for record in ('{"content":"198.51.100.1"}', '{"content":"198.51.100.2"}')
]
# The first keeps the e-mail records and so moves them to the head of the zone, the second puts
# them back: each finds something to change after the other.
RESETS = ['{"reset_email_records":false}', '{"reset_email_records":true}']
BARE_GET = Case("bare GET", "bare", [request("GET", "/zone")])
BARE_POST = Case("bare POST", "bare", [request("POST", "/zone", body) for body in UPDATES])
GET = Case("GET zone", "hostsim", [request("GET", ZONE)])
PUT = Case("PUT zone", "hostsim", [request("PUT", ZONE, body) for body in UPDATES])
RESET = Case("POST reset", "hostsim", [request("POST", f"{ZONE}/reset", body) for body in RESETS])
CASES = (BARE_GET, BARE_POST, GET, PUT, RESET)

API = "/hostinger/api"
DOMAIN = f"{API}/domains/v1/portfolio/example.com"
ACCOUNT = {
    "list domains": [request("GET", f"{API}/domains/v1/portfolio")],
    "list machines": [request("GET", f"{API}/vps/v1/virtual-machines")],
    "list subscriptions": [request("GET", f"{API}/billing/v1/subscriptions")],
    "get a domain": [request("GET", DOMAIN)],
    "get a machine": [request("GET", f"{API}/vps/v1/virtual-machines/1268054")],
    "lock a domain": [
        request("DELETE", f"{DOMAIN}/domain-lock"),
        request("PUT", f"{DOMAIN}/domain-lock"),
    ],
}
"""What is asked of an ordinary account and of a large one."""


@dataclass
class Server:
    """A running server."""

    pid: int
    port: int
    start: float = 0.0
    """Seconds from spawn to its first answer."""

    def memory(self) -> float:
        """Resident MiB of the process and all that descend from it."""
        statms = (Path(f"/proc/{pid}/statm").read_text() for pid in self._family())
        return sum(int(statm.split()[1]) for statm in statms) * PAGE_MIB

    def cpu(self) -> float:
        """Seconds of CPU they have used, in whole ticks."""
        # Fields 14 and 15, user and system time; the second, a name, may have spaces in it.
        stats = (Path(f"/proc/{pid}/stat").read_text() for pid in self._family())
        return TICK * sum(sum(map(int, stat.rpartition(")")[2].split()[11:13])) for stat in stats)

    def _family(self) -> list[int]:
        family = [self.pid]
        for pid in family:  # grows while it is read
            for task in Path(f"/proc/{pid}/task").iterdir():
                with suppress(FileNotFoundError):  # idle threads end
                    family += map(int, (task / "children").read_text().split())
        return family


@contextmanager
def started(first: Case) -> Iterator[Server]:
    """The case's server, once it has answered the case's request."""
    with tempfile.TemporaryDirectory() as folder:
        port_file, output = Path(folder, "port"), Path(folder, "output")
        with output.open("wb") as sink:
            begun = perf_counter()
            command = [*COMMANDS[first.server], port_file]
            process = subprocess.Popen(command, stdout=sink, stderr=subprocess.STDOUT)
        try:
            while not port_file.exists():
                if process.poll() is not None or perf_counter() - begun > 30:
                    raise RuntimeError(f"{first.server} did not start: {output.read_text()}")
                sleep(0.001)
            server = Server(process.pid, int(port_file.read_text()))
            load(server, first, connections=1, seconds=0)
            server.start = perf_counter() - begun
            yield server
        finally:
            process.terminate()
            process.wait(timeout=20)


def load(server: Server, case: Case, *, connections: int, seconds: float) -> Sample:
    """Keep every connection busy that long; each sends one request at least."""
    requests = cycle(case.requests)
    latencies: list[float] = []
    with ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        cpu, begun = server.cpu(), perf_counter()
        for _ in range(connections):
            sock = stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(sock, selectors.EVENT_READ, [perf_counter(), b""])
            sock.sendall(next(requests))
        busy = connections
        while busy:
            events = selector.select(30)
            assert events, "no answer in 30 s"
            for key, _ in events:
                assert isinstance(key.fileobj, socket.socket)
                part = key.fileobj.recv(65536)
                assert part, "the server closed the connection"
                key.data[1] += part
                if not is_whole(key.data[1]):
                    continue
                now = perf_counter()
                latencies.append(now - key.data[0])
                if now - begun < seconds:
                    key.data[:] = perf_counter(), b""
                    key.fileobj.sendall(next(requests))
                else:
                    busy -= 1
        passed, cpu = perf_counter() - begun, server.cpu() - cpu
    latencies.sort()
    return Sample(
        per_second=len(latencies) / passed,
        p50_ms=latencies[len(latencies) // 2] * 1e3,
        p99_ms=latencies[len(latencies) * 99 // 100] * 1e3,
        cpu_us=max(cpu, TICK) / len(latencies) * 1e6,
    )


def is_whole(answer: bytes) -> bool:
    """Whether all of it has come; anything but 200 ends the benchmark."""
    assert answer.startswith(b"HTTP/1.1 200 "), answer[:300]
    head, blank, body = answer.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    return bool(blank and length and len(body) >= int(length[1]))


def ratio(figures: Sequence[float], baseline: Sequence[float]) -> str:
    return f"{median(a / b for a, b in zip(figures, baseline, strict=True)):.2f}"


def compare(title: str, bare: Sequence[float], hostsim: Sequence[float]) -> None:
    print(f"{title:<32}{median(bare):12.2f}{median(hostsim):12.2f}{ratio(hostsim, bare):>8}")


def measure_starts(rounds: int) -> None:
    starts: dict[str, list[tuple[float, float]]] = {"bare": [], "hostsim": []}
    for _ in range(rounds):
        for first in (BARE_GET, GET):
            with started(first) as server:
                starts[first.server].append((server.start, server.memory()))
    bare, hostsim = (list(zip(*rows, strict=True)) for rows in starts.values())
    print(f"{'':<32}{'bare Flask':>12}{'hostsim':>12}{'ratio':>8}")
    compare("start to first answer, s", bare[0], hostsim[0])
    compare("memory after first answer, MiB", bare[1], hostsim[1])


def measure_load(seconds: float, rounds: int) -> None:
    plan = [(case, connections) for connections in CONNECTIONS for case in CASES]
    samples: dict[tuple[str, int], list[Sample]] = {(case.name, n): [] for case, n in plan}
    with started(BARE_GET) as bare, started(GET) as hostsim:
        servers = {"bare": bare, "hostsim": hostsim}
        for case in CASES:
            load(servers[case.server], case, connections=max(CONNECTIONS), seconds=WARM_UP)
        each = seconds / rounds / len(plan)
        for number in range(rounds):
            for case, n in plan[:: -1 if number % 2 else 1]:
                sample = load(servers[case.server], case, connections=n, seconds=each)
                samples[case.name, n].append(sample)
        compare("memory after the load, MiB", [bare.memory()], [hostsim.memory()])
    for n in CONNECTIONS:
        print(f"\n{f'connections: {n}':<16}", end="")
        print(*map("{:<23}".format, ("per second", "p50, ms", "p99, ms", "CPU per request, us")))
        get, post = (list(zip(*samples[case.name, n], strict=True)) for case in CASES[:2])
        for case in CASES:
            columns = list(zip(*samples[case.name, n], strict=True))
            cells = (
                f"{median(own):7.{digits}f} ({ratio(own, a)}, {ratio(own, b)})"
                for own, a, b, digits in zip(columns, get, post, (0, 2, 2, 0), strict=True)
            )
            print(f"{case.name:<16}" + "".join(f"{cell:<24}" for cell in cells).rstrip())


def measure_account(seconds: float, rounds: int) -> None:
    """One connection; the first answer of the large account makes it."""
    ordinary = Case("", "hostsim", [request("GET", DOMAIN)])
    with started(ordinary) as small, started(ordinary._replace(server="large")) as large:
        print(f"\n{f'{DOMAINS} domains':<32}{'ordinary':>12}{'large':>12}{'ratio':>8}")
        compare("start to first answer, s", [small.start], [large.start])
        compare("memory after first answer, MiB", [small.memory()], [large.memory()])
        each = seconds / rounds / len(ACCOUNT) / 2
        for name, requests in ACCOUNT.items():
            p50: dict[str, list[float]] = {"hostsim": [], "large": []}
            for _ in range(rounds):
                for server, account in ((small, "hostsim"), (large, "large")):
                    case = Case(name, account, requests)
                    sample = load(server, case, connections=1, seconds=each)
                    p50[account].append(sample.p50_ms)
            compare(f"{name}, p50 in ms", p50["hostsim"], p50["large"])


def main() -> None:
    parser = argparse.ArgumentParser(description="hostsim against bare Flask, as ratios")
    parser.add_argument("--seconds", type=float, default=60, help="of load; starts take 10 more")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="that share the seconds")
    given = parser.parse_args()
    seconds: float = given.seconds
    rounds: int = given.rounds
    print(f"Python {platform.python_version()}, {os.cpu_count()} CPUs, {THREADS} server threads\n")
    measure_starts(rounds)
    measure_load(seconds, rounds)
    measure_account(seconds / 6, rounds)


if __name__ == "__main__":
    main()
