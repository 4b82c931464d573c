# SPDX-License-Identifier: GPL-2.0-only
"""What cells of the matrix have come to with this very layer, so that a run goes on where it was interrupted."""

import json

from . import cache, payload
from .paths import SCRIPTS


def content():
    """Names what a cell is made of and judged by: the layer's files, and the scripts."""
    files = {f"layer/{name}": path for name, path in payload.collect(None).items()}
    files |= {f"scripts/{path.relative_to(SCRIPTS)}": path for path in SCRIPTS.rglob("*")
              if path.is_file() and "__pycache__" not in path.parts}
    return cache.key(*(part for name, path in sorted(files.items()) for part in (name, path.read_bytes())))


class Done:
    """Outcomes by cell; each is kept as soon as it is there."""

    def __init__(self, file):
        self.file = file
        self.outcomes = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}

    @classmethod
    def of_layer(cls):
        """The outcomes with the layer as it is."""
        return cls(cache.root() / "matrix" / f"{content()}.json")

    def passed(self, name):
        """Returns (passed, failed, why) of a cell that failed in nothing, or None, as of folders, which may change."""
        found = None if name.startswith("/") else self.outcomes.get(name)
        return found if found and not found[1] else None

    def add(self, name, passed, failed, why):
        """Keeps what a cell came to."""
        self.outcomes[name] = (passed, failed, why)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        cache.write_file(self.file, json.dumps(self.outcomes).encode())
