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

from tests.support import ZONE, Api, application


def record(number: int) -> dict[str, object]:
    records = [{"content": "192.0.2.1"}]
    return {"zone": [{"name": f"w{number % 50}", "type": "A", "records": records}]}


def cases(api: Api) -> dict[str, Callable[[int], object]]:
    worlds = api.app.worlds
    return {
        "GET": lambda _: api("GET", ZONE),
        "PUT": lambda n: api("PUT", ZONE, record(n)),
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
        apis = {name: Api(application(store=store)) for name, store in stores.items()}
        times: dict[tuple[str, str], list[float]] = {}
        for number in range(args.rounds):
            for name, api in apis.items():
                for case, act in cases(api).items():
                    for turn in range(5 if len(case) == 3 else 1):
                        began = perf_counter()
                        act(number + turn)
                        times.setdefault((case, name), []).append(perf_counter() - began)
        for case in cases(apis["memory"]):
            base = quick(times[case, "memory"])
            taken = {name: quick(times[case, name]) for name in stores}
            shown = (f"{name} {t * 1e3:.2f} ms ({t / base:.1f})" for name, t in taken.items())
            print(f"{case:<14}", "  ".join(shown))
        for api in apis.values():
            api.app.worlds.close()


if __name__ == "__main__":
    main()
