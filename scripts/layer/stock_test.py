# SPDX-License-Identifier: GPL-2.0-only
"""`make test TREE=stock/6.12`: the samples, modules of other people, of another build, and such as are refused."""

import contextlib
import os

from . import complaints, headers, module, samples, stock, stock_beside, stock_outside, stock_run, stock_wrong
from .paths import LIFETIMES
from .tally import Tally


@contextlib.contextmanager
def compilers_of(kernel):
    """Puts a kernel's own compiler first in PATH, for a while."""
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{kernel.programs}{os.pathsep}{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before


def main(tree):
    """Proves the layer beside a distribution's kernel; returns the exit status."""
    tally = Tally()
    kernel = stock.find(tree)
    print(f"Linux {kernel.release}, as the distribution ships it")
    made = stock_run.StockBuild(kernel)
    made.make()
    complaints.check(made, tally)
    with compilers_of(kernel):
        found = headers.inspect(kernel.headers)
        place = stock_outside.Place(made, found, module.tools_for(found))
        print("\nOutside of the tree")
        outside = stock_outside.check(place, tally)
        outside += stock_beside.check(place, tally)
        print("\nRefused")
        good, wrong = stock_wrong.make(place, tree, compilers_of)
        stock_wrong.explained(place, wrong, tally)
        outside.append(stock_wrong.put(place.folder / "refused", wrong))
    print()
    samples.load_all(made, tally, outside=[*outside, LIFETIMES])
    stock_wrong.signed_alone(made, good, tally)
    return tally.finish()
