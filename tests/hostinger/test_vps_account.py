"""Public keys, post-install scripts, templates and data centers."""

from base64 import b64encode

import pytest

from tests.contract.calls.hostinger.vps_account import ED25519, KEY, SCRIPT, no_machines
from tests.hostinger.domains import SECOND
from tests.hostinger.machines import ID, PLAIN, SETUP
from tests.hostinger.vps import Vps
from tests.support import Api, application


@pytest.fixture
def vps() -> Vps:
    return Vps()


def key(*parts: bytes, comment: str = "") -> str:
    blob = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return f"{parts[0].decode()} {b64encode(blob).decode()}{comment}"


SK = b"sk-ssh-ed25519@openssh.com"
SK_EC = b"sk-ecdsa-sha2-nistp256@openssh.com"
E = b"\1\0\1"


def point(size: int, form: int = 4) -> bytes:
    return bytes([form]) + bytes(size - 1)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        (key(b"ssh-ed25519", bytes(32)), True),
        (key(b"ssh-ed25519", bytes(32), comment=" me, at home"), True),
        (key(b"ssh-ed25519", bytes(31)), False),
        (key(b"ssh-ed25519", bytes(32), b"more"), False),
        (key(b"ssh-rsa", E, b"\0" + b"\xff" * 256), True),
        (key(b"ssh-rsa", E, b"\xff" * 127), False),
        (key(b"ssh-rsa", b"\xff" * 256), False),
        (key(b"ecdsa-sha2-nistp256", b"nistp256", point(65)), True),
        (key(b"ecdsa-sha2-nistp384", b"nistp384", point(97)), True),
        (key(b"ecdsa-sha2-nistp521", b"nistp521", point(133)), True),
        (key(b"ecdsa-sha2-nistp256", b"nistp384", point(97)), False),
        (key(b"ecdsa-sha2-nistp256", b"nistp256", point(33, 2)), False),
        (key(SK, bytes(32), b"ssh:"), True),
        (key(SK, bytes(32)), False),
        (key(SK_EC, b"nistp256", point(65), b"ssh:"), True),
        (key(b"ssh-dss", bytes(20)), False),
        (key(b"ssh-ed25519", bytes(32)).replace("ssh-ed25519 ", "ssh-rsa ", 1), False),
    ],
)
def test_a_key_is_what_openssh_would_read(vps: Vps, text: str, good: bool) -> None:
    body = {"name": "Mine", "key": text}
    answer = vps.ask("POST", "/public-keys", body, status=200 if good else 422)
    if good:
        assert answer == {"id": KEY + 4, "name": "Mine", "key": text}
    else:
        assert answer["errors"] == {"key": ["The key field must be a valid SSH public key."]}


def test_the_key_of_a_set_up_is_refused_under_its_own_name(vps: Vps) -> None:
    wrong = {"public_key": {"name": "Mine", "key": "ssh-rsa AAAA"}}
    refused = vps("POST", f"/{vps.initial()}/setup", SETUP | wrong, status=422)
    assert list(refused["errors"]) == ["public_key.key"]


def test_keys_are_listed_in_pages_of_50(vps: Vps) -> None:
    made = [
        vps.ask("POST", "/public-keys", {"name": str(n), "key": ED25519 + "\n"}) for n in range(49)
    ]
    assert made[0]["key"] == ED25519
    first, second = (vps.ask("GET", f"/public-keys?page={n}") for n in (1, 2))
    assert len(first["data"]) == 50
    assert second["data"] == made[-1:]
    assert second["meta"] == {"current_page": 2, "per_page": 50, "total": 51}
    assert vps.ask("GET", "/public-keys?page=3")["data"] == []


def test_attached_keys_are_on_the_machine_and_stay_there_when_deleted(vps: Vps) -> None:
    first, second = vps.ask("GET", "/public-keys")["data"]
    ids = [second["id"], first["id"], second["id"]]
    assert vps("GET", f"/{PLAIN}/public-keys")["data"] == []
    action = vps.ask("POST", f"/public-keys/attach/{PLAIN}", {"ids": ids})
    assert vps("GET", f"/{PLAIN}/public-keys")["data"] == []
    vps.advance(10)
    assert vps.action(action, PLAIN) == "success"
    on = vps("GET", f"/{PLAIN}/public-keys")
    assert on["data"] == [second, first]
    assert on["meta"]["total"] == 2
    vps.ask("DELETE", f"/public-keys/{second['id']}")
    assert vps.ask("GET", "/public-keys")["data"] == [first]
    assert vps("GET", f"/{PLAIN}/public-keys") == on
    vps.ask("DELETE", f"/public-keys/{second['id']}", status=404)


def test_a_key_deleted_while_it_is_attached_is_attached_all_the_same(vps: Vps) -> None:
    vps.ask("POST", f"/public-keys/attach/{PLAIN}", {"ids": [KEY]})
    vps.ask("DELETE", f"/public-keys/{KEY}")
    vps.advance(10)
    assert [k["id"] for k in vps("GET", f"/{PLAIN}/public-keys")["data"]] == [KEY]


def test_keys_attach_to_those_that_are_there_and_go_when_it_is_recreated(vps: Vps) -> None:
    assert [k["id"] for k in vps("GET", f"/{ID}/public-keys")["data"]] == [KEY]
    vps.ask("POST", f"/public-keys/attach/{ID}", {"ids": [KEY + 1, KEY]})
    vps.advance(10)
    assert [k["id"] for k in vps("GET", f"/{ID}/public-keys")["data"]] == [KEY, KEY + 1]
    vps.done("POST", "/recreate", {"template_id": 1121})
    assert vps("GET", f"/{ID}/public-keys")["data"] == []


def test_another_accounts_key_is_unknown(vps: Vps) -> None:
    theirs = vps.ask("GET", "/public-keys", headers=SECOND)["data"][0]["id"]
    refused = vps.ask("POST", f"/public-keys/attach/{ID}", {"ids": [theirs]}, status=422)
    assert refused["errors"] == {"ids.0": ["The selected ids.0 is invalid."]}


def test_the_quirk_has_no_list_of_attached_keys(vps: Vps) -> None:
    vps.quirk("vps-attached-keys-gone")
    gone = vps("GET", f"/{ID}/public-keys", status=404)
    assert gone["message"] == "[VPS:2002] Route is not found."


def test_the_quirk_attaches_nothing_and_answers_a_hollow_action(vps: Vps) -> None:
    vps.api = Api(application())  # not judged: the contract has no state ""
    vps.quirk("vps-attach-hollow")
    answer = vps.api("POST", f"/api/vps/v1/public-keys/attach/{PLAIN}", {"ids": [KEY]})
    assert answer.status_code == 200
    assert answer.json == {"id": 0, "name": "", "state": ""}
    assert vps.advance(60) == []
    assert vps("GET", f"/{PLAIN}/public-keys")["data"] == []


def test_a_script_is_kept_changed_and_deleted(vps: Vps) -> None:
    made = vps.ask("POST", "/post-install-scripts", {"name": "Mine", "content": "true"})
    assert made == {
        "id": SCRIPT + 4,
        "name": "Mine",
        "content": "true",
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
    }
    vps.advance(60)
    path = f"/post-install-scripts/{made['id']}"
    changed = vps.ask("PUT", path, {"name": "Yours", "content": "false"})
    assert changed == made | {
        "name": "Yours",
        "content": "false",
        "updated_at": "2026-01-01T00:01:00Z",
    }
    assert vps.ask("GET", path) == changed
    assert vps.ask("GET", "/post-install-scripts")["data"][-1] == changed
    assert vps.ask("DELETE", path) == {"message": "Request accepted"}
    vps.ask("GET", path, status=404)
    assert vps.ask("GET", "/post-install-scripts")["meta"]["total"] == 2


def test_a_script_may_have_48_kilobytes(vps: Vps) -> None:
    most = "\u00e9" * (24 * 1024)
    vps.ask("POST", "/post-install-scripts", {"name": "Long", "content": most})
    body = {"name": "Longer", "content": most + "x"}
    refused = vps.ask("POST", "/post-install-scripts", body, status=422)
    assert refused["errors"] == {
        "content": ["The content field must not be greater than 48 kilobytes."]
    }


def test_a_machine_is_set_up_with_a_script_only_while_it_is_there(vps: Vps) -> None:
    setup = SETUP | {"post_install_script_id": SCRIPT}
    vps("POST", f"/{vps.initial()}/setup", setup)
    vps.ask("DELETE", f"/post-install-scripts/{SCRIPT}")
    vps("POST", f"/{vps.initial()}/setup", setup, status=422)


def test_without_the_quirk_scripts_need_no_machine(vps: Vps) -> None:
    body = {"name": "Mine", "content": "true"}
    vps.ask("POST", "/post-install-scripts", body, headers=SECOND)
    vps.quirk("vps-scripts-need-machine")
    vps.ask("POST", "/post-install-scripts", body)
    vps.ask("POST", "/post-install-scripts", body, headers=SECOND, status=403)
    no_machines(vps.api)
    vps.ask("POST", "/post-install-scripts", body, status=403)


def test_there_are_templates_and_data_centers(vps: Vps) -> None:
    templates = vps.ask("GET", "/templates")
    assert len({template["id"] for template in templates}) == len(templates) > 10
    docker = vps.ask("GET", "/templates/1121")
    assert docker["name"] == "Ubuntu 24.04 with Docker"
    assert docker in templates
    assert vps.ask("GET", "/templates/2868928")["id"] == 2868928
    centers = vps.ask("GET", "/data-centers")
    assert {
        "id": 29,
        "name": "phx",
        "location": "us",
        "city": "Phoenix",
        "continent": "North America",
    } in centers
    assert not {17, 24} & {center["id"] for center in centers}
