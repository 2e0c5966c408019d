"""Programs of the system that some tests want."""

import os
from typing import NoReturn

import pytest

REQUIRED = "HOSTSIM_TEST_SERVERS"
"""The setting with which it is an error that one is not there; `.ci/run` installs them."""


def absent(server: str, reason: str) -> NoReturn:
    reason = f"there is no {server} to test with: {reason}"
    if os.environ.get(REQUIRED):
        pytest.fail(reason)
    pytest.skip(reason)
