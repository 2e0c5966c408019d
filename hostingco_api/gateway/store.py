"""Credentials: a JSON file per provider that only its owner may read, in a folder of that kind.

What others could read or replace is refused until that is mended. Files are replaced as a whole.
"""

import fcntl
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from secrets import token_hex
from typing import Any

from hostingco_api.gateway.provider import Configuration, ProviderError

LARGEST = 4 << 20
"""Bytes of a file: more than `configure` can be given, written in ASCII."""


class Unsafe(ProviderError):
    """The message says what to run."""


class Store:
    """Names are those of providers, which `registry` has let in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, name: str) -> Configuration | None:
        """Raises Unsafe, or ProviderError where the file is no configuration."""
        if not self._exists():
            return None
        path = self._path(name)
        try:
            # A pipe would be waited for without O_NONBLOCK.
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            handle = os.open(path, flags)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unsafe(f"{path} cannot be read: {error.strerror}") from error
        try:
            found = os.fstat(handle)
            _check(path, found, 0o600)
            if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
                raise ProviderError(f"{path} is no provider configuration")
            with open(handle, "rb", closefd=False) as file:
                return _read(name, path, file.read(LARGEST))
        except OSError as error:
            raise Unsafe(f"{path} cannot be read: {error.strerror}") from error
        finally:
            os.close(handle)

    def put(self, configuration: Configuration) -> None:
        with self._alone():
            self._replace(configuration)

    def tell(self, tested: Configuration, connected: bool) -> None:
        """Note down how a test went, unless there are other credentials by now."""
        with self._alone():
            stored = self.get(tested.provider)
            if stored and replace(stored, connected=tested.connected) == tested:
                self._replace(replace(tested, connected=connected))

    def delete(self, name: str) -> bool:
        """Was there one? It may be one that cannot be used."""
        if not self._exists():
            return False
        with self._alone():
            there = os.path.lexists(self._path(name))
            self._path(name).unlink(missing_ok=True)
        return there

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _exists(self) -> bool:
        try:
            found = os.stat(self.folder)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise Unsafe(f"{self.folder} cannot be read: {error.strerror}") from error
        _check(self.folder, found, 0o700)
        return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Among all processes that use the folder. What a killed one has left goes."""
        try:
            with suppress(FileExistsError):
                self.folder.mkdir(parents=True, mode=0o700)
            self._exists()
            lock = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX)
                for draft in self.folder.glob(".*-????????"):
                    draft.unlink()
                yield
            finally:
                os.close(lock)
        except OSError as error:
            said = f"{self.folder} cannot be written: {error.strerror}"
            raise ProviderError(said) from error

    def _replace(self, configuration: Configuration) -> None:
        draft = self.folder / f".{configuration.provider}-{token_hex(4)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(asdict(configuration), file, indent=2)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, self._path(configuration.provider))
        except BaseException:
            draft.unlink(missing_ok=True)
            raise


def _check(path: Path, found: os.stat_result, mode: int) -> None:
    if found.st_uid != os.geteuid():
        raise Unsafe(f"{path} belongs to somebody else: run `chown {os.geteuid()} {path}`")
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise Unsafe(f"{path} is open to others: run `chmod {mode:o} {path}`")


def _read(name: str, path: Path, raw: bytes) -> Configuration:
    try:
        document: Any = json.loads(raw.decode())
        json.dumps(document, ensure_ascii=False).encode()  # no half of a surrogate pair
        known = {
            key: document[key] for key in ("api_key", "api_secret", "extra") if key in document
        }
        made = Configuration(name, **known, connected=document.get("connected", False) is True)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ProviderError(f"{path} is no provider configuration") from error
    texts = (made.api_key, made.api_secret)
    if not (
        made.api_key
        and all(isinstance(text, str) for text in texts)
        and isinstance(made.extra, dict)
        and all(isinstance(text, str) for text in made.extra.values())
    ):
        raise ProviderError(f"{path} is no provider configuration: texts are expected in it")
    return made
