# SPDX-License-Identifier: GPL-2.0-only
"""Whether Kconfig still grants each cell that is known to work its configuration. Nothing but Kconfig is built."""

from . import build as builds, cache, config, integrate, matrix, payload, stock, toolchain
from .errors import Stop
from .paths import REPO

_TABLE = REPO / "Documentation/rust/support-matrix-cells.rst"


def recorded(table, line):
    """Returns the cells of a tree in a table's text that passed, and for which clang compiles."""
    rows = matrix.known(table).values()
    names = [name for name, passed, _, _ in rows if int(passed) and not name.startswith(stock.PREFIX)]
    return [cell for cell in matrix.parse(" ".join(names)) if (cell.tree, cell.compiler) == (line, "clang")] \
        if names else []


def requests(cell):
    """Returns what `make run` asks for of a cell."""
    return builds.requests(cell, ("base", *cell.fragments))


def _refused(cell, tree):
    """Returns why Kconfig refuses a cell, or nothing."""
    try:
        build = builds.Build(cell, tree, toolchain.find_for(cell), "granted")
        # One folder for all, so that Kconfig's program is compiled once.
        build.folder = cache.root() / "build" / f"{tree.name}-granted"
        with build.lock():
            config.configure(build, requests(cell))
    except Stop as stop:
        return [*stop.detail, str(stop)]
    return []


def check(cell, tree, tools, tally):
    """Asks Kconfig for each recorded cell of the tree's."""
    files = payload.collect(tools.rustc.tool("cargo"))
    with integrate.integrated(tree.folder, files):
        for other in recorded(_TABLE.read_text(encoding="utf-8"), cell.tree):
            found = _refused(other, tree)
            tally.add(f"Kconfig grants {other}", not found, found)
