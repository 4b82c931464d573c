# SPDX-License-Identifier: GPL-2.0-only
"""Refusals: trees that the layer must not write to, each with its sentence."""

import os
import tempfile

from . import cache, process
from .errors import Stop
from .payload import OWNED

_MIDDLE = {"MERGE_HEAD": "merge", "CHERRY_PICK_HEAD": "cherry-pick", "REVERT_HEAD": "revert",
           "rebase-merge": "rebase", "rebase-apply": "rebase or am", "BISECT_LOG": "bisection"}

# What Kbuild leaves in a folder that is built inside the tree.
_PRODUCTS = (".o", ".ko", ".a", ".so", ".rmeta", ".rlib", ".cmd", ".mod", ".mod.c", ".d", ".rsi",
             ".ll", ".s", ".bc", ".symvers", ".order", ".tmp")
_PRODUCT_FOLDERS = ("generated", "doc", "test")


def is_product(relative):
    """Tells whether a path under an owned folder looks like the outcome of a build."""
    parts = relative.split("/")
    return relative.endswith(_PRODUCTS) or any(part in _PRODUCT_FOLDERS for part in parts[:-1]) \
        and parts[0] == "rust" and parts[1] != "kernel"


def git(tree, *arguments):
    """Returns the output of a git command in a tree that is a repository of its own."""
    if not (tree / ".git").exists():
        return None
    text = process.output(["git", "-c", "safe.directory=*", "-C", str(tree), *arguments])
    if text is None:
        raise Stop(f"{tree} is a git repository that git cannot read.")
    return text


def writable(tree):
    """Refuses a tree that cannot be written to."""
    try:
        with tempfile.TemporaryFile(dir=tree):
            pass
        for owned in OWNED:
            if (tree / owned).is_dir() and not os.access(tree / owned, os.W_OK):
                raise PermissionError(13, "Permission denied")
    except OSError as error:
        raise Stop(f"{tree} cannot be written to: {error.strerror}.") from None


def not_in_the_middle(tree):
    """Refuses a tree in the middle of a merge or the like."""
    for name, what in _MIDDLE.items():
        path = git(tree, "rev-parse", "--git-path", name)
        if path and (tree / path.strip()).exists():
            raise Stop(f"{tree} is in the middle of a {what}; finish or abort it first.")


def refuse(tree, changed):
    """Refuses a tree because of the paths in `changed`."""
    if changed:
        shown = sorted(changed)[:20]
        more = [f"  … and {len(changed) - 20} more"] if len(changed) > 20 else []
        raise Stop(f"{tree} holds local changes where the layer writes; commit or remove them first.",
                   [f"  {path}" for path in shown] + more)


def untouched(tree, paths):
    """Refuses local changes in a tree that the layer has not been put into yet."""
    status = git(tree, "status", "--porcelain", "--untracked-files=all", "--", *paths)
    if status is not None:
        refuse(tree, [line[3:] for line in status.splitlines()])
    elif (tree / "rust").exists() and not (tree / "rust" / "Makefile").exists():
        refuse(tree, [f"rust/{path.name}" for path in (tree / "rust").iterdir()] or ["rust/"])


def walk(tree):
    """Yields the path of every file under the owned folders of a tree."""
    for owned in OWNED:
        for folder, _, names in os.walk(tree / owned):
            for name in names:
                yield os.path.relpath(os.path.join(folder, name), tree)


def only_ours(tree, accepted, touched):
    """Refuses content that neither the tree came with nor the layer put there.

    `accepted` maps a path to the hashes it may have.
    """
    changed = []
    for path in {*walk(tree), *touched}:
        file = tree / path
        if os.path.basename(path).startswith(cache.TEMPORARY) or is_product(path):
            continue
        if file.is_symlink() or not file.exists():
            continue
        if cache.file_hash(file) not in accepted.get(path, ()):
            changed.append(path)
    refuse(tree, changed)
