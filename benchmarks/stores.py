"""What a call costs in each store, as ratios to memory.

    python benchmarks/stores.py [--postgresql postgresql://...] [--rounds 40]

Everything is in this process, so the client's part and the server's are the same in every store.
Rounds take the stores by turns, so that a noisy moment falls on all; figures are medians of the
rounds' fastest quarters. Use an empty database: worlds are made in it, and stay.
"""

import argparse
import tempfile
from collections.abc import Callable
from statistics import median
from time import perf_counter

from run import ZONE
from werkzeug.test import Client

from simulators.kernel.clock import parse_mode
from simulators.server.app import Application


def record(number: int) -> dict[str, object]:
    records = [{"content": "192.0.2.1"}]
    return {"zone": [{"name": f"w{number % 50}", "type": "A", "records": records}]}


def cases(app: Application) -> dict[str, Callable[[int], object]]:
    worlds, client = app.worlds, Client(app)
    headers = {"Authorization": "Bearer sim_default"}
    return {
        "GET": lambda _: client.get(ZONE, headers=headers),
        "PUT": lambda n: client.put(ZONE, headers=headers, json=record(n)),
        "make a world": lambda n: worlds.create(f"made-{n}"),
        "fork a world": lambda n: worlds.fork("default", f"fork-{n}"),
        "reset a world": lambda n: worlds.reset(f"made-{n}"),
    }


def quick(times: list[float]) -> float:
    return median(sorted(times)[: max(1, len(times) // 4)])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgresql", metavar="URL")
    parser.add_argument("--rounds", type=int, default=40)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stores = {"memory": "memory", "sqlite": f"sqlite:///{folder}/worlds.db"}
        if args.postgresql:
            stores["postgresql"] = args.postgresql
        frozen = parse_mode("frozen")
        apps = {
            name: Application(clock=frozen, limits="off", store=store)
            for name, store in stores.items()
        }
        times: dict[tuple[str, str], list[float]] = {}
        for number in range(args.rounds):
            for name, app in apps.items():
                for case, act in cases(app).items():
                    for turn in range(5 if len(case) == 3 else 1):
                        began = perf_counter()
                        act(number + turn)
                        times.setdefault((case, name), []).append(perf_counter() - began)
        for case in cases(apps["memory"]):
            base = quick(times[case, "memory"])
            taken = {name: quick(times[case, name]) for name in stores}
            shown = (f"{name} {t * 1e3:.2f} ms ({t / base:.1f})" for name, t in taken.items())
            print(f"{case:<14}", "  ".join(shown))
        for app in apps.values():
            app.worlds.close()


if __name__ == "__main__":
    main()
