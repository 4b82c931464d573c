# SPDX-License-Identifier: GPL-2.0-only
"""`make test`: everything that proves the layer on one cell."""

import re

from . import build, cells, check, host, process, samples, toolchain, trees
from .tally import Tally

_PANIC = re.compile(r"\b(_R\w*core9panicking\w*|rust_begin_unwind|_ZN4core9panicking\w*)")


def panic_symbols(nm_output):
    """Returns the undefined symbols in nm's output that belong to panics."""
    return sorted(set(_PANIC.findall(nm_output)))


def modules(made, tally):
    """Checks the samples' modules without running them."""
    for path in made.modules():
        found = panic_symbols(process.output([made.tools.llvm.tool("llvm-nm"), "-u", str(path)]) or "")
        tally.add(f"{path.name} cannot panic", not found, found)


def main():
    """Proves the cell that the environment asks for; returns the exit status."""
    cell = cells.from_environment()
    print(f"Linux {cell.tree}, {cell.arch}, C by {cell.compiler}")
    tools = toolchain.find(cell.compiler)
    tally = Tally()
    print("\nChecks")
    check.run(tally)
    print("\nOn this machine")
    host.scripts(tally)
    host.crates(tools.rustc, tally)
    tree = trees.find(cell.tree)
    print("\nIn the kernel: samples as modules, KUnit, documentation examples")
    made = build.prepare(cell, tree, tools, ("base", "kunit"), variant="test")
    modules(made, tally)
    samples.load_all(made, tally, count_kunit=True)
    print("\nIn the kernel: samples built in")
    samples.built_in(build.prepare(cell, tree, tools, ("base",), samples_as="y", variant="built-in"), tally)
    return tally.finish()
