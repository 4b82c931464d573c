# SPDX-License-Identifier: GPL-2.0-only
"""Puts the layer into a kernel tree and takes it out again, byte for byte.

Everything is computed before the first write, always from the tree as it came, so a
second integration changes nothing, and a file whose content stays keeps its time.
"""

import contextlib
import hashlib
import os
import shutil

from . import cache, edits, guard, payload
from .errors import Stop
from .state import State, bytes_of, text_of
from .trees import check_kernel_tree


def _hash(content):
    return hashlib.sha256(content).hexdigest()


def _is_owned(path):
    return any(path.startswith(owned + "/") for owned in payload.OWNED)


class Plan:
    """The content that an integrated tree shall have."""

    def __init__(self, state, files, edit_list):
        self.state = state
        tree = state.tree
        original = state.original() if state.exists() else None
        made = {*state.manifest(), *((state.journal() or {}).get("aim", ()))} if state.exists() else set()

        def read(path):
            if original is not None and path in original:
                return text_of(original[path][0])
            if original is not None and (path in made or _is_owned(path)):
                return None
            file = tree / path
            return text_of(file.read_bytes()) if file.is_file() else None

        def exists(path):
            if original is None:
                return (tree / path).exists()
            if path in original or any(name.startswith(path + "/") for name in original):
                return True
            return (tree / path).exists() and path not in made and path not in payload.OWNED \
                and not _is_owned(path)

        def glob(pattern):
            return sorted(path for file in tree.glob(pattern)
                          if not _is_owned(path := file.relative_to(tree).as_posix())
                          and (path not in made or path in (original or {})))

        self.content = {path: (file.read_bytes(), 0o755 if file.stat().st_mode & 0o100 else 0o644)
                        for path, file in files.items()}
        self.touched = []
        for path, text in edits.plan(edit_list, read, exists, glob).items():
            saved = original and original.get(path)
            file = tree / path
            mode = saved[1] if saved else file.stat().st_mode & 0o777 if file.exists() else 0o644
            self.content[path] = (bytes_of(text), mode)
            self.touched.append(path)
        self.aim = {path: _hash(content) for path, (content, _) in self.content.items()}


def _accepted(state):
    """Returns {path: hashes} of content that is known to be ours or the tree's."""
    accepted = {}
    journal = state.journal() or {}
    for source in (state.manifest(), journal.get("aim", {})):
        for path, value in source.items():
            accepted.setdefault(path, set()).add(value)
    for path, (content, _) in state.original().items():
        if journal or not _is_owned(path):
            accepted.setdefault(path, set()).add(_hash(content))
    return accepted


def _outside(state):
    """Returns the paths outside the owned folders that the layer wrote or may have written."""
    return {path for path in {*state.manifest(), *(state.journal() or {}).get("aim", {})}
            if not _is_owned(path)}


def _remove_others(tree, keep):
    """Removes every file of the owned folders that is not in `keep`, and empty folders."""
    for path in list(guard.walk(tree)):
        if path not in keep:
            (tree / path).unlink()
    for owned in payload.OWNED:
        for folder, _, _ in os.walk(tree / owned, topdown=False):
            if not os.listdir(folder):
                os.rmdir(folder)


def _restore_outside(state, paths):
    for path in paths:
        file = state.tree / path
        (file.parent / (cache.TEMPORARY + file.name)).unlink(missing_ok=True)
        if path in state.original():
            cache.write_if_changed(file, *state.original()[path])
        else:
            file.unlink(missing_ok=True)


def _restore(state):
    """Gives the tree back what it came with."""
    tree = state.tree
    original = state.original()
    links, folders = state.links()
    _restore_outside(state, _outside(state))
    owned = {path for path in original if _is_owned(path)}
    for path in payload.OWNED:
        if path not in folders:
            shutil.rmtree(tree / path, ignore_errors=True)
    _remove_others(tree, owned | set(links))
    for path in folders:
        (tree / path).mkdir(parents=True, exist_ok=True)
    for path in owned:
        cache.write_if_changed(tree / path, *original[path])
    for path, target in links.items():
        if not (tree / path).is_symlink():
            (tree / path).symlink_to(target)
    for path, mode in folders.items():
        (tree / path).chmod(mode)
    state.forget()


def _write(state, plan):
    """Brings the tree to the plan's content; returns how many files changed."""
    tree = state.tree
    _restore_outside(state, _outside(state) - set(plan.aim))
    products = {path for path in guard.walk(tree) if state.manifest() and guard.is_product(path)}
    _remove_others(tree, {*plan.aim, *products})
    changed = sum(cache.write_if_changed(tree / path, content, mode)
                  for path, (content, mode) in plan.content.items())
    for path in plan.touched:
        file = tree / path
        (file.parent / (cache.TEMPORARY + file.name)).unlink(missing_ok=True)
    return changed


def lock(tree, shared=False):
    """Keeps other runs from changing a tree, and if not `shared` from building in it."""
    return cache.lock("tree-" + cache.key(tree.resolve()),
                      f"Waiting for another run that uses {tree}", shared)


def _is_in(tree, files, edit_list):
    """Tells whether a tree holds exactly what `integrate` would put there."""
    state = State(tree)
    if not state.exists() or state.journal():
        return False
    guard.only_ours(tree, _accepted(state), _outside(state))
    plan = Plan(state, files, edit_list)
    return plan.aim == state.manifest() and all(
        (tree / path).is_file() and cache.file_hash(tree / path) == value for path, value in plan.aim.items())


@contextlib.contextmanager
def integrated(tree, files, edit_list=None):
    """A tree with the layer in it, which no other run changes meanwhile: builds go on side by side.

    Gives the number of files that changed.
    """
    check_kernel_tree(tree)
    edit_list = edits.load() if edit_list is None else edit_list
    changed = 0
    while True:
        with lock(tree, shared=True):
            if _is_in(tree, files, edit_list):
                yield changed
                return
        changed += integrate(tree, files, edit_list)


def integrate(tree, files, edit_list=None):
    """Puts `files` ({path in the tree: file}) and the edits into a tree.

    Returns the number of files that changed.
    """
    check_kernel_tree(tree)
    edit_list = edits.load() if edit_list is None else edit_list
    with lock(tree):
        guard.writable(tree)
        guard.not_in_the_middle(tree)
        state = State(tree)
        state.clean_up()
        if state.exists() and (state.journal() or {}).get("does") == "disintegrate":
            _restore(state)
            state = State(tree)
        plan = Plan(state, files, edit_list)
        if state.exists():
            new = [path for path in plan.touched if path not in _outside(state)]
            guard.only_ours(tree, _accepted(state), _outside(state))
            if new:
                guard.untouched(tree, new)
                state.extend(new)
            state.open_journal("integrate", {**(state.journal() or {}).get("aim", {}), **plan.aim})
        else:
            guard.untouched(tree, [*payload.OWNED, *plan.touched])
            state.begin([*payload.OWNED, *plan.touched], plan.aim)
        changed = _write(state, plan)
        state.finish(plan.aim)
        if not _is_in(tree, files, edit_list):
            raise Stop(f"An edit reads its own result in {tree}, and integration would never end: "
                       "`make disintegrate` gives the tree back, and the edits are to be looked at.")
        return changed


def disintegrate(tree):
    """Takes the layer out; returns False if it was not there."""
    check_kernel_tree(tree)
    with lock(tree):
        guard.writable(tree)
        state = State(tree)
        state.clean_up()
        if not state.exists():
            return False
        guard.only_ours(tree, _accepted(state), _outside(state))
        state.open_journal("disintegrate", (state.journal() or {}).get("aim", state.manifest()))
        _restore(state)
        return True
