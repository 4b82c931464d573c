# SPDX-License-Identifier: GPL-2.0-only
"""`make run`: from nothing to booted samples."""

import os
import time

from . import btf, build, cells, complaints, samples, stock, stock_run, toolchain, trees
from .tally import Tally


def cell_build(cell, fragments=("base",), samples_as="m", variant="run"):
    """Sets a cell up and builds it."""
    tools = toolchain.find_for(cell)
    tree = trees.find(cell.tree)
    return build.prepare(cell, tree, tools, (*fragments, *cell.fragments), samples_as,
                         variant="+".join([variant, *cell.options]))


def main():
    """Runs the cell that the environment asks for; returns the exit status."""
    tree = os.environ.get("TREE") or ""
    if tree.startswith(stock.PREFIX):
        return stock_run.main(tree)
    start = time.monotonic()
    cell = cells.from_environment()
    print(f"Linux {cell.tree}, {cell.arch}, C by {cell.compiler}"
          + (f", with {', '.join(cell.options)}" if cell.options else ""))
    tally = Tally()
    made = cell_build(cell)
    built = time.monotonic()
    complaints.check(made, tally)
    btf.check(made, tally)
    if why := cell.data.get("linked"):
        samples.linked(made, tally, why)
    else:
        samples.load_all(made, tally, count_kunit="kunit" in cell.options)
    end = time.monotonic()
    print(f"\nsetting up and building {built - start:.0f} s, booting and samples {end - built:.0f} s; "
          f"console log {samples.boot_log(made)}")
    return tally.finish()
