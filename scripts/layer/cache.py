# SPDX-License-Identifier: GPL-2.0-only
"""The cache folder: fetched and built things, none of them precious.

An entry appears under its final name only when it is complete: it is made in a
sibling with a temporary name and renamed. A killed run leaves at most such a
sibling, and the next run that holds the lock removes it.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from .errors import Stop

TEMPORARY = ".partial-"
_held = {}


def root():
    """Returns the cache folder, which is created if needed."""
    named = os.environ.get("RUST_LAYER_CACHE")
    if named:
        path = Path(named).expanduser().absolute()
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
        path = Path(base).expanduser().absolute() / "linux-rust-layer"
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(f"The cache folder {path} cannot be created: {error.strerror}; "
                   "RUST_LAYER_CACHE names another place.") from None
    return path


def key(*parts):
    """Names a cache entry after the content that it was made from."""
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()[:16]


def file_hash(path):
    """Returns the SHA-256 of a file's content."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def lock(name, wait_message=None, shared=False):
    """Holds the lock `name` against other runs that use the same cache.

    Many may hold it `shared`, while nobody has it alone. Who holds it already may take it
    again, but not more of it.
    """
    if name in _held:
        assert shared or not _held[name], f"{name} is held together with others"
        yield
        return
    folder = root() / "locks"
    folder.mkdir(exist_ok=True)
    how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    with open(folder / name, "w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except BlockingIOError:
            print(wait_message or f"Waiting for another run that uses {name}", flush=True)
            fcntl.flock(file, how)
        _held[name] = shared
        try:
            yield
        finally:
            del _held[name]


def build_folder(final, fill):
    """Returns the folder `final`, made by `fill(temporary folder)` if missing."""
    if final.is_dir():
        return final
    final.parent.mkdir(parents=True, exist_ok=True)
    with lock("make-" + key(final)):
        if final.is_dir():
            return final
        for stale in final.parent.glob(TEMPORARY + final.name + "-*"):
            shutil.rmtree(stale)
        temporary = Path(tempfile.mkdtemp(prefix=TEMPORARY + final.name + "-", dir=final.parent))
        try:
            temporary.chmod(0o755)
            fill(temporary)
            temporary.rename(final)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
    return final


def write_file(path, data, mode=None):
    """Writes `data` (bytes) as a whole or not at all."""
    temporary = path.parent / (TEMPORARY + path.name)
    with open(temporary, "wb") as file:
        file.write(data)
    if mode is not None:
        temporary.chmod(mode)
    temporary.rename(path)


def write_if_changed(path, data, mode=None):
    """Like `write_file`, but leaves a file alone that already holds `data`."""
    try:
        if path.read_bytes() == data and (mode is None or path.stat().st_mode & 0o777 == mode):
            return False
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, data, mode)
    return True
