# SPDX-License-Identifier: GPL-2.0-only
"""Third-party crates: fetched once, in the versions the lock file pins with checksums."""

import shutil
import tomllib

from . import bindgen, cache, process
from .errors import Stop
from .paths import THIRD_PARTY


def staged_names():
    """Returns the crates that go into a tree."""
    manifest = tomllib.loads((THIRD_PARTY / "Cargo.toml").read_text(encoding="utf-8"))
    return manifest["package"]["metadata"]["layer"]["staged"]


def fetch(cargo, folder):
    """Fills `folder` with one folder of sources a crate."""
    package = folder / "package"
    package.mkdir()
    for name in ("Cargo.toml", "Cargo.lock", "lib.rs"):
        shutil.copy(THIRD_PARTY / name, package)
    log = cache.root() / "logs" / "third-party.log"
    status = process.run_logged([cargo, "vendor", "--locked", folder / "vendor"], log,
                                "fetching third-party crates", cwd=package)
    if status:
        if bindgen.offline(log):
            raise Stop("The third-party crates cannot be fetched without a network; "
                       "after one run with a network they come from the cache.")
        raise Stop(f"The third-party crates were not fetched; the log is {log}.",
                   process.tail(log, 15))
    shutil.rmtree(package)


def folder(cargo):
    """Returns the folder that holds the crates' sources, fetching them unless the bundle brought them."""
    brought = THIRD_PARTY / "vendor"
    if brought.is_dir():
        return brought
    content = cache.key(*((THIRD_PARTY / name).read_bytes() for name in ("Cargo.toml", "Cargo.lock")))
    final = cache.root() / "third-party" / content
    return cache.build_folder(final, lambda path: fetch(cargo, path)) / "vendor"


def staged(cargo):
    """Yields (path under `vendor/`, file) for every source that goes into a tree."""
    source = folder(cargo)
    for name in staged_names():
        for path in sorted((source / name).rglob("*")):
            relative = path.relative_to(source)
            wanted = path.suffix in (".rs", ".md") or path.name.startswith("LICENSE")
            if path.is_file() and wanted and relative.parts[1] not in ("tests", "benches", "examples"):
                yield relative, path
