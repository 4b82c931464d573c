# SPDX-License-Identifier: GPL-2.0-only
"""`make compile`: whether the layer and its samples compile without a warning on cells.

The kernels are configured as `make run` would have them, and nothing else of them is built: minutes a cell.
"""

import os
import re
import shutil

from . import build as builds, cells, config, inlined, integrate, matrix, own, payload, process, stock, toolchain, trees
from .errors import Stop
from .tally import Tally


def chosen(environ):
    """Returns the cells of CELLS=, or that of TREE=, ARCH=, COMPILER= and OPTIONS=."""
    if not environ.get("CELLS"):
        return [cells.from_environment(environ)]
    asked = matrix.parse(environ["CELLS"])
    found = [cell for cell in asked if not isinstance(cell, stock.Cell)]
    if len(found) < len(asked) and environ["CELLS"].split() != [matrix.ALL]:
        first = next(cell for cell in asked if isinstance(cell, stock.Cell))
        raise Stop(f"CELLS: {first} is a kernel that is there already; make run TREE={first} builds modules beside it.")
    return found


# Functions of LLVM's for what a processor does not do atomically; no kernel has them.
_OF_LLVM = re.compile(r"__(sync|atomic)_\w+")


def foreign(build):
    """Returns the names of functions that the `kernel` crate calls and no kernel has."""
    printed = process.output([build.tools.llvm.tool("llvm-nm"), "--undefined-only", str(build.folder / "rust/kernel.o")])
    return sorted(f"rust/kernel.o calls {name}()" for name in inlined.names(printed or "") if _OF_LLVM.fullmatch(name))


def compile_one(cell, tally):
    """Compiles on one cell; what the tree's own C or Kconfig does not let be is skipped by name."""
    what = f"the layer compiles: {cell}"
    try:
        tools = toolchain.find_for(cell)
        tree = trees.find(cell.tree)
        build = builds.Build(cell, tree, tools, "+".join(["compile", *cell.options]))
        files = payload.collect(tools.rustc.tool("cargo"))
        with build.lock(), integrate.integrated(tree.folder, files):
            config.configure(build, builds.requests(cell, ("base", *cell.fragments)))
            found = own.compile_layer(build, str(cell)) or foreign(build)
    except Stop as stop:
        if isinstance(stop, config.Refused) or str(stop).startswith(builds.OF_TREE):
            tally.skip(what, stop)
            return
        found = [*stop.detail, str(stop)]
    tally.add(what, not found, found)
    if not found:
        shutil.rmtree(build.folder, ignore_errors=True)


def main():
    """Does so on the cells that were asked for; returns the exit status."""
    tally = Tally()
    for cell in chosen(os.environ):
        compile_one(cell, tally)
    return tally.finish()
