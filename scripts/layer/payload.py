# SPDX-License-Identifier: GPL-2.0-only
"""What a tree receives: our rust/, samples/rust/ and the staged third-party crates."""

from . import third_party
from .paths import REPO, RUST, SAMPLES

# The folders of a tree that the layer takes over as a whole.
OWNED = ("rust", "samples/rust")
_SKIPPED_FOLDERS = {"target", "vendor", "__pycache__"}
_SKIPPED_SUFFIXES = {".o", ".ko", ".rlib", ".rmeta", ".so", ".orig", ".rej", ".swp"}


def _files(folder):
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if path.name not in _SKIPPED_FOLDERS:
                yield from _files(path)
        elif path.suffix not in _SKIPPED_SUFFIXES and not path.name.startswith("."):
            yield path


def collect(cargo, repo=REPO):
    """Returns {path in the tree: file here}."""
    result = {}
    for owned, source in (("rust", repo / RUST.relative_to(REPO)),
                          ("samples/rust", repo / SAMPLES.relative_to(REPO))):
        for path in _files(source):
            result[f"{owned}/{path.relative_to(source)}"] = path
    result["rust/Kconfig"] = repo / "Kconfig"
    for relative, path in third_party.staged(cargo) if cargo else ():
        result[f"rust/third-party/vendor/{relative}"] = path
    return result
