"""What the documentation shows works, and what it lists is what there is."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from simulators.kernel.refusal import Rule
from simulators.kernel.vendor import Vendor
from simulators.server.vendors import VENDORS
from tests.running import HOSTSIM, environment, serving

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
vendors = pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
ADDRESS = "http://127.0.0.1:4380"


def blocks(language: str, page: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("docs")) as url:
        yield url


def shell(url: str, scripts: list[str]) -> str:
    """What the scripts print, which have to succeed, one after the other."""
    script = "\n".join(scripts).replace("curl ", "curl --fail-with-body -sS ")
    done = subprocess.run(
        ["bash", "-euc", f"set -o pipefail\n{script.replace(ADDRESS, url)}"],
        capture_output=True,
        text=True,
        env=environment(HOSTSIM_URL=url, PATH=f"{HOSTSIM.parent}:{os.environ['PATH']}"),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def python(url: str, code: str) -> str:
    """What the code prints, which has to succeed."""
    done = subprocess.run(
        [sys.executable, "-c", code.replace(ADDRESS, url)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_readmes_shell_blocks_run_in_order(url: str) -> None:
    scripts = blocks("sh")
    assert "\n".join(scripts).count("curl") >= 5
    printed = shell(url, scripts)
    assert '"name":"www"' in printed
    assert '{"message":"Request accepted"}' in printed
    assert r"{\"status\":\"running\"}" in printed
    assert '"domain":"my-shop.example","total":"219.89","status":"Active"' in printed
    assert '"zones_overwritten":0' in printed


PAGES = {
    "effects": ("'money_spent': {}", '"amount":"12.09"'),
    "faults": (
        "the connection was reset\n",
        "and the domain was bought all the same\n",
        '"domains_bought":1',
        "f1        reset         met 1 of 2",
    ),
    "worlds": (
        "2027-01-02T00:00:00Z frozen",
        "  hostinger.domains.",
        "stocked\n",
        "shop-copy            2027-01-02T00:00:00Z frozen",
        " requests, all answers the same",
    ),
}
"""Pages whose blocks all run, and what they print."""


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_blocks_run(url: str, name: str) -> None:
    page = (ROOT / "docs" / f"{name}.md").read_text()
    printed = "".join(python(url, code) for code in blocks("python", page))
    printed += shell(url, blocks("sh", page))
    assert [text for text in PAGES[name] if text not in printed] == []


@pytest.mark.parametrize("number", [0, 1])
def test_the_events_of_hostens_billing_can_be_made_to_happen(url: str, number: int) -> None:
    page = (ROOT / "docs" / "hostens-billing.md").read_text()
    printed = shell(url, [blocks("console", page)[number]])
    assert f'"account":"{("", "second")[number]}"' in printed


PRINTED = (
    "@ MX ['5 mx1.hostinger.com.', '10 mx2.hostinger.com.']",
    "Cloud Server {'min': '1', 'max': '64', 'unit': 'GB'}",
    "server_reset_password Username: root\nPassword: ",
)


@pytest.mark.parametrize(
    ("code", "printed"), [*zip(blocks("python"), PRINTED, strict=True)], ids=range(len(PRINTED))
)
def test_the_readmes_python_blocks_run(url: str, code: str, printed: str) -> None:
    assert printed in python(url, code)


def test_the_readmes_options_are_those_of_the_command() -> None:
    shown = subprocess.run(
        [Path(sys.executable).with_name("hostsim"), "serve", "--help"],
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
    ).stdout
    options = set(re.findall(r"--[a-z-]+", shown)) - {"--help"}
    assert options == set(re.findall(r"^\|.*?`(--[a-z-]+)`", README, re.MULTILINE))


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")):
        for target in re.findall(r"\]\((?!http)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def choices(vendor: Vendor) -> str:
    """What the documentation says of a vendor."""
    pages = sorted((ROOT / "docs").glob(f"{vendor.name}*.md"))
    return "".join(page.read_text() for page in pages)


@vendors
def test_every_rule_is_explained_with_its_evidence(vendor: Vendor) -> None:
    row = rf"^\| `({vendor.name}\.[\w.-]+)` \| \d+ \| (\w+) \|"
    listed = set(re.findall(row, choices(vendor), re.MULTILINE))
    folder = ROOT / "simulators" / vendor.name
    modules = [
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for path in folder.glob("**/errors.py")
    ]
    rules = {
        (value.id, str(value.evidence))
        for errors in modules
        for value in vars(errors).values()
        if isinstance(value, Rule)
    }
    assert listed == rules


@vendors
def test_every_quirk_is_explained(vendor: Vendor) -> None:
    listed = set(re.findall(r"^\| `([\w-]+)` \| (on|off) \|", choices(vendor), re.MULTILINE))
    assert listed == {(quirk.id, "on" if quirk.default else "off") for quirk in vendor.quirks}
