# SPDX-License-Identifier: GPL-2.0-only
"""Version numbers, and the one table of minimum versions, which Kbuild reads too."""

import re

from .paths import RUST

TABLE = RUST / "kbuild" / "versions"


def parse(text):
    """Returns the first `a.b[.c]` in `text` as a tuple of three, or None."""
    found = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", text or "")
    return tuple(int(part or 0) for part in found.groups()) if found else None


def show(version):
    """The opposite of `parse`."""
    return ".".join(map(str, version))


def minimum(tool, table=TABLE):
    """Returns the oldest version of `tool` that the layer works with."""
    found = re.search(rf"^{tool.upper()}_MIN=(\S+)$", table.read_text(encoding="utf-8"), re.M)
    return parse(found[1])
