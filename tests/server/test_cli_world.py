"""`hostsim world`, as a process beside a running server."""

import json
import os
import stat
from itertools import count
from pathlib import Path
from threading import Thread

import pytest
import requests

from tests.running import run
from tests.server.commanding import Commander
from tests.server.conftest import CommandLine
from tests.support import ZONE

_numbers = count(1)


@pytest.fixture
def name(sim: Commander) -> str:
    """A world that this test has made."""
    name = f"world-{next(_numbers)}"
    assert sim("world", "create", name).startswith(f"{name} ")
    return name


def change(url: str, name: str) -> None:
    record = {"name": "new", "type": "A", "records": [{"content": "192.0.2.77"}]}
    token = {"Authorization": f"Bearer sim_{name}"}
    requests.put(
        f"{url}/hostinger{ZONE}", json={"zone": [record]}, headers=token
    ).raise_for_status()


def changed(url: str, name: str) -> bool:
    token = {"Authorization": f"Bearer sim_{name}"}
    return "192.0.2.77" in requests.get(f"{url}/hostinger{ZONE}", headers=token).text


def worlds(sim: Commander) -> list[str]:
    return [view["name"] for view in sim.json("world", "list")]


def test_worlds_are_made_listed_and_dropped(sim: Commander, name: str) -> None:
    assert {"default", name} <= set(worlds(sim))
    listed = {line.split()[0] for line in sim("world", "list").splitlines()}
    assert listed == set(worlds(sim))
    assert sim("world", "delete", name) == ""
    assert name not in worlds(sim)


def test_a_world_is_made_with_a_seed_of_its_own(sim: Commander, name: str) -> None:
    sim("world", "create", f"{name}-seeded", "--seed", "7")
    seeds = {view["name"]: view["seed"] for view in sim.json("world", "list")}
    assert (seeds[name], seeds[f"{name}-seeded"]) == (1, 7)


def test_a_world_is_saved_and_loaded(sim: Commander, name: str, tmp_path: Path) -> None:
    file = tmp_path / "world.json"
    change(sim.url, name)
    assert sim("world", "save", name, file) == ""
    assert json.loads(file.read_bytes())["world"] == name
    sim("world", "reset", name)
    assert not changed(sim.url, name)
    assert sim("world", "load", file).startswith(f"{name} ")
    assert changed(sim.url, name)
    assert sim("world", "load", file, "--as", f"{name}-copy").startswith(f"{name}-copy ")
    assert changed(sim.url, f"{name}-copy")


def test_a_world_goes_through_a_pipe(sim: Commander, name: str) -> None:
    change(sim.url, name)
    saved = sim("world", "save", name, "-", "--journal")
    sim("world", "delete", name)
    sim("world", "load", "-", stdin=saved.encode())
    assert changed(sim.url, name)
    asked = requests.get(f"{sim.url}/__sim/worlds/{name}/journal/count").json()["count"]
    assert asked == 2


def test_a_file_is_its_owner_s_alone_and_whole_or_not_there(
    sim: Commander, name: str, tmp_path: Path
) -> None:
    file = tmp_path / "world.json"
    file.write_text("before")
    file.chmod(0o644)
    assert "there is no world" in sim.refused("world", "save", "nobody", file)
    assert file.read_text() == "before"
    sim("world", "save", name, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["world.json"]


def test_a_pipe_is_written_to_and_stays_one(sim: Commander, name: str, tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    sim("world", "save", name, pipe)
    reader.join()
    assert json.loads(read[0])["world"] == name
    assert pipe.is_fifo()


def test_a_link_stays_one(sim: Commander, name: str, tmp_path: Path) -> None:
    link, file = tmp_path / "link", tmp_path / "file"
    link.symlink_to(file)
    sim("world", "save", name, link)
    assert link.is_symlink()
    assert json.loads(file.read_bytes())["world"] == name


def test_files_that_cannot_be_written_or_read_are_one_line(
    sim: Commander, name: str, tmp_path: Path
) -> None:
    nowhere = tmp_path / "nowhere" / "world.json"
    assert sim.refused("world", "save", name, nowhere).startswith(f"cannot write {nowhere}: ")
    assert sim.refused("world", "load", nowhere).startswith(f"cannot read {nowhere}: ")
    assert sim.refused("world", "save", name, tmp_path).startswith(f"cannot write {tmp_path}: ")
    other = tmp_path / "other.json"
    for text in ("", "{}", "[]", '{"world": 1}'):
        other.write_text(text)
        assert sim.refused("world", "load", other) == f"{other} is no snapshot of hostsim"
        assert sim.refused("world", "load", other, "--as", name)


def test_a_damaged_file_is_one_line_and_changes_nothing(
    sim: Commander, name: str, tmp_path: Path
) -> None:
    file = tmp_path / "world.json"
    change(sim.url, name)
    sim("world", "save", name, file)
    file.write_text(file.read_text().replace("192.0.2.77", "192.0.2.78"))
    assert "damaged or edited" in sim.refused("world", "load", file)
    file.write_text(file.read_text().replace('"seed":1', '"seed":"1"'))
    assert sim.refused("world", "load", file) == (
        "the request is not valid: seed: Not a valid integer."
    )
    assert changed(sim.url, name)


def test_a_world_is_forked_and_reset(sim: Commander, name: str) -> None:
    change(sim.url, name)
    assert sim("world", "fork", name, f"{name}-fork").startswith(f"{name}-fork ")
    sim("world", "reset", name)
    assert (changed(sim.url, name), changed(sim.url, f"{name}-fork")) == (False, True)
    refused = sim.refused("world", "fork", name, f"{name}-fork")
    assert refused == f"there is a world '{name}-fork' already; reset or delete it"


def test_a_world_is_rolled_back(sim: Commander, name: str) -> None:
    assert sim("world", "checkpoint", name, "fresh") == ""
    change(sim.url, name)
    sim("world", "checkpoint", name, "used")
    assert sorted(sim("world", "checkpoint", name).split()) == ["fresh", "used"]
    sim("world", "rollback", name, "fresh")
    assert not changed(sim.url, name)
    sim("world", "rollback", name, "used")
    assert changed(sim.url, name)
    sim("world", "checkpoint", name, "fresh", "--delete")
    assert sim("world", "checkpoint", name).split() == ["used"]
    refused = sim.refused("world", "rollback", name, "usde")
    assert refused == "the world has no checkpoint 'usde'; did you mean 'used'?"


def test_without_a_label_a_world_is_rolled_back_to_its_beginning(sim: Commander, name: str) -> None:
    change(sim.url, name)
    sim("world", "rollback", name)
    assert not changed(sim.url, name)


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        ("world crate x", "Did you mean 'create'?"),
        ("world xyz", "Use one of list, create, save"),
        ("world save x", "Missing argument 'FILE'"),
        ("world save x y --jornal", "--journal"),
        ("world create x --seed one", "not a valid integer"),
        ("world checkpoint x --delete", "give the LABEL"),
        ("wrld list", "Did you mean 'world'?"),
    ],
)
def test_what_it_does_not_know_is_refused_with_a_hint(
    hostsim: CommandLine, args: str, hint: str
) -> None:
    result = hostsim(*args.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert hint in result.stderr


def test_a_name_is_no_path(sim: Commander) -> None:
    """Whatever is in it goes to the server as a name."""
    for name in ("a/b", "../worlds", "x?journal=true", "a#b", "%2e"):
        done = run("world", "reset", name, HOSTSIM_URL=sim.url)
        assert (done.returncode, b"Traceback" in done.stderr) == (2, False)
