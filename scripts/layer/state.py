# SPDX-License-Identifier: GPL-2.0-only
"""What an integrated tree remembers, under TREE/.rust-layer/.

`original.tar`   the tree's own rust/, samples/rust/ and every file touched, as they came
`manifest.json`  {path: hash} of everything the layer put there
`journal.json`   exists while a command works: what it does, and the hashes it aims at

The folder appears by one rename, with its journal inside, before anything else is
touched, and vanishes by one rename at the very end: at any moment a killed command can be
resumed or undone.
"""

import io
import json
import os
import shutil
import tarfile

from . import cache

FOLDER = ".rust-layer"


class State:
    """The remembered state of one tree."""

    def __init__(self, tree):
        self.tree = tree
        self.folder = tree / FOLDER
        self._original = None

    def exists(self):
        """Tells whether the layer is in the tree, wholly or in part."""
        return self.folder.is_dir()

    def clean_up(self):
        """Removes what a killed command left beside the state."""
        for path in self.tree.glob(FOLDER + ".*"):
            shutil.rmtree(path)

    def begin(self, saved, aim):
        """Saves the paths `saved` (files or folders) and opens the first journal."""
        fresh = self.tree / (FOLDER + ".new")
        fresh.mkdir()
        (fresh / ".gitignore").write_text("*\n", encoding="utf-8")
        with tarfile.open(fresh / "original.tar", "w", format=tarfile.PAX_FORMAT) as tar:
            for path in saved:
                if (self.tree / path).exists():
                    tar.add(self.tree / path, arcname=path)
        (fresh / "journal.json").write_text(json.dumps({"does": "integrate", "aim": aim}),
                                            encoding="utf-8")
        (fresh / "manifest.json").write_text(json.dumps({}), encoding="utf-8")
        os.sync()
        fresh.rename(self.folder)

    def extend(self, paths):
        """Adds paths that were not saved by `begin` to the saved originals."""
        new = [path for path in paths if (self.tree / path).exists() and path not in self.original()]
        if not new:
            return
        fresh = self.folder / "original.tar.new"
        shutil.copy(self.folder / "original.tar", fresh)
        with tarfile.open(fresh, "a", format=tarfile.PAX_FORMAT) as tar:
            for path in new:
                tar.add(self.tree / path, arcname=path)
        fresh.rename(self.folder / "original.tar")
        self._original = None

    def original(self):
        """Returns {path: (content, mode)} of the files as they came."""
        if self._original is None:
            self._original = {}
            with tarfile.open(self.folder / "original.tar") as tar:
                for member in tar:
                    if member.isfile():
                        content = tar.extractfile(member).read()
                        self._original[member.name] = (content, member.mode)
        return self._original

    def links(self):
        """Returns {path: target} of the symbolic links and the folders as they came."""
        with tarfile.open(self.folder / "original.tar") as tar:
            return ({m.name: m.linkname for m in tar if m.issym()},
                    {m.name: m.mode for m in tar if m.isdir()})

    def _json(self, name):
        try:
            return json.loads((self.folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None

    def manifest(self):
        """Returns {path: hash} of what the last complete integration put there."""
        return self._json("manifest.json") or {}

    def journal(self):
        """Returns what an unfinished command was doing, or None."""
        return self._json("journal.json")

    def open_journal(self, does, aim):
        """Notes what is about to be done."""
        cache.write_file(self.folder / "journal.json",
                         json.dumps({"does": does, "aim": aim}).encode())

    def finish(self, manifest):
        """Notes a complete integration."""
        cache.write_if_changed(self.folder / "manifest.json",
                               json.dumps(manifest, indent=0, sort_keys=True).encode())
        (self.folder / "journal.json").unlink()

    def forget(self):
        """Ends a complete removal."""
        gone = self.tree / (FOLDER + ".gone")
        self.folder.rename(gone)
        shutil.rmtree(gone)


def text_of(content):
    """Decodes a source file so that `bytes_of` gives back the same bytes."""
    return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", errors="surrogateescape",
                            newline="").read()


def bytes_of(text):
    """The opposite of `text_of`."""
    return text.encode("utf-8", errors="surrogateescape")
