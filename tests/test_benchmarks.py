import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_benchmark_runs_and_compares_every_case() -> None:
    """That it works; what it measures is for reading, not for asserting."""
    command: list[str | Path] = [sys.executable, ROOT / "benchmarks" / "run.py"]
    command += ["--seconds", "0.5", "--rounds", "2"]  # forth and back
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("memory after the load") == 1
    assert done.stdout.count("start to first answer") == 2, "of the server, and of a large account"
    for case in ("list domains", "get a domain", "get a machine", "lock a domain"):
        assert done.stdout.count(f"\n{case}, p50") == 1
    for case in ("bare GET", "bare POST", "GET zone", "PUT zone", "POST reset"):
        assert done.stdout.count(f"\n{case} ") == 2, "with four connections and with one"


def test_the_abuse_runs_and_fails_nothing() -> None:
    """A short one; its own bounds are on memory, state and statuses, none on time."""
    command: list[str | Path] = [sys.executable, ROOT / "benchmarks" / "abuse.py"]
    command += ["--seconds", "0.1", "--worlds", "40"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stdout + done.stderr
    sections = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert sections == ["keep-alive", "worlds", "busy", "slow", "bodies", "journal", "forks"]
    assert done.stdout.count(": ok") >= 9
    assert "TOO MUCH" not in done.stdout
    assert done.stdout.count("domains: fork ") == 2


def test_the_stores_are_compared() -> None:
    command: list[str | Path] = [sys.executable, ROOT / "benchmarks" / "stores.py", "--rounds", "2"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    for case in ("GET", "PUT", "make a world", "fork a world", "reset a world"):
        assert done.stdout.count(f"{case} ") == 1
    assert done.stdout.count("sqlite") == 5
