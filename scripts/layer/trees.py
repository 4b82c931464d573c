# SPDX-License-Identifier: GPL-2.0-only
"""Kernel trees: a line of `scripts/trees/`, or a folder of the user's own."""

import re
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

from . import apt, cache, process
from .errors import Stop
from .paths import TREES

DEFAULT = "6.12"


@dataclass(frozen=True)
class Tree:
    """A tree as asked for: `name` for people and cache entries, `folder` on disk."""
    name: str
    folder: Path
    own: bool


def lines():
    """Returns {name of a line: its data}."""
    files = sorted(TREES.glob("*.toml"), key=lambda path: [int(part) for part in path.stem.split(".")])
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in files}


def version(folder):
    """Returns the kernel version that a tree's Makefile states, or None."""
    try:
        text = (folder / "Makefile").read_text(encoding="utf-8", errors="replace")[:4096]
    except OSError:
        return None
    parts = [re.search(rf"^{name} = (\d+)$", text, re.M)
             for name in ("VERSION", "PATCHLEVEL", "SUBLEVEL")]
    return ".".join(part[1] for part in parts) if all(parts) else None


def check_kernel_tree(folder):
    """Refuses a folder that does not look like a kernel tree."""
    if not folder.is_dir():
        raise Stop(f"TREE={folder} is neither a folder nor one of the lines {', '.join(lines())}.")
    missing = [name for name in ("Makefile", "Kbuild", "init/Kconfig", "scripts/kconfig")
               if not (folder / name).exists()]
    if missing or not version(folder):
        raise Stop(f"{folder} is no kernel tree: "
                   + (f"it has no {missing[0]}." if missing else "its Makefile states no version."))


def _installed(package):
    """Returns (version, tar file) if the package is installed on this machine."""
    state = process.output(["dpkg-query", "-W", "-f", "${db:Status-Abbrev}|${Version}", package])
    archive = Path("/usr/src") / f"{package}.tar.xz"
    if state and state.startswith("ii") and archive.is_file():
        return state.split("|")[1], archive
    return None


def fetch(name, data):
    """Returns the cached sources of a line, fetching them if there are none."""
    home = cache.root() / "trees" / name
    installed = _installed(data["package"])
    if installed:
        final = home / installed[0].replace("/", "_")
        return cache.build_folder(final, lambda folder: apt.unpack_source(installed[1], None, folder))
    present = sorted(home.glob("[0-9]*"), key=lambda path: path.stat().st_mtime)
    if present:
        return present[-1]
    print(f"Fetching the sources of Linux {name} from the distribution's package")
    private = apt.Private(apt.sources(data))
    newest = private.newest(data["package"])

    def fill(folder):
        download = folder.with_name(folder.name + "-deb")
        download.mkdir()
        try:
            package = private.download(data["package"], newest, download)
            apt.unpack_source(package, "usr/src/" + data.get("file", f"{data['package']}.tar.xz"), folder)
        finally:
            shutil.rmtree(download)
    return cache.build_folder(home / newest.replace("/", "_"), fill)


def find(asked=None):
    """Returns the tree that TREE= asks for."""
    asked = asked or DEFAULT
    known = lines()
    if asked in known:
        return Tree(asked, fetch(asked, known[asked]), own=False)
    folder = Path(asked).expanduser().absolute()
    check_kernel_tree(folder)
    return Tree(version(folder), folder, own=True)
