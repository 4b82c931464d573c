# SPDX-License-Identifier: GPL-2.0-only
"""`make test`: everything that proves the layer on one cell."""

import os
import re

from . import build, cells, check, complaints, granted, habits, host, inlined, mainline, others, own, process, \
    samples, stock, stock_test, toolchain, trees
from .paths import LIFETIMES
from .tally import Tally

# Functions of core that do nothing but panic, and the panic handler, in mangled names.
_PANIC = re.compile(r"\b(_[RZ]\w*(?:4core9panicking\w*|17rust_begin_unwind|13unwrap_failed"
                    r"|13expect_failed|slice_index_fail\w*|slice_error_fail\w*|len_mismatch_fail)"
                    r"|rust_begin_unwind)\b")


def panic_symbols(nm_output):
    """Returns the symbols in nm's output, used or carried along, that belong to panics."""
    return sorted(set(_PANIC.findall(nm_output)))


def modules(made, tally):
    """Checks the samples' modules without running them."""
    for path in made.modules():
        found = panic_symbols(process.output([made.tools.llvm.tool("llvm-nm"), str(path)]) or "")
        tally.add(f"{path.name} cannot panic", not found, found)


def main():
    """Proves the cell that the environment asks for; returns the exit status."""
    tree = os.environ.get("TREE") or ""
    if tree.startswith(stock.PREFIX):
        return stock_test.main(tree)
    cell = cells.from_environment()
    print(f"Linux {cell.tree}, {cell.arch}, C by {cell.compiler}")
    tools = toolchain.find_for(cell)
    tally = Tally()
    print("\nChecks")
    check.run(tally)
    print("\nOn this machine")
    host.scripts(tally)
    host.crates(tools.rustc, tally)
    tree = trees.find(cell.tree)
    print("\nIn the kernel: samples as modules, KUnit, documentation examples")
    made = build.prepare(cell, tree, tools, ("base", "options/kunit", *cell.fragments),
                         variant="+".join(["test", *cell.options]))
    complaints.check(made, tally)
    modules(made, tally)
    inlined.check(made, tally)
    outside = [*habits.check(made, tally), *others.check(made, tally)]
    samples.load_all(made, tally, count_kunit=True, outside=[*outside, LIFETIMES])
    print("\nMainline's own modules, unmodified")
    mainline.check(made, tally)
    print("\nIn the kernel: samples built in, debug assertions")
    made = build.prepare(cell, tree, tools, ("base", "options/kunit", "debug", *cell.fragments),
                         samples_as="y", variant="+".join(["built-in", *cell.options]))
    complaints.check(made, tally)
    samples.built_in(made, tally)
    print("\nIn the tree's own configurations: nothing but the layer")
    own.check(cell, tree, tools, tally)
    print("\nKconfig on the cells that are known to work")
    granted.check(cell, tree, tools, tally)
    return tally.finish()
