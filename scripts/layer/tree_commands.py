# SPDX-License-Identifier: GPL-2.0-only
"""`make integrate`, `make disintegrate`, and what the tools are."""

import os

from . import cells, integrate, payload, toolchain, trees
from .errors import Stop


def _tree():
    asked = os.environ.get("TREE")
    if not asked:
        raise Stop("TREE= must name the kernel tree: a folder, or one of the lines "
                   f"{', '.join(trees.lines())}.")
    return trees.find(asked).folder


def integrate_main():
    """Puts the layer into a tree."""
    tree = _tree()
    rustc = toolchain.find_rustc()
    changed = integrate.integrate(tree, payload.collect(rustc.tool("cargo")))
    print(f"The layer is in {tree}: {changed} files written.\n"
          f"There, `make LLVM=-{rustc.llvm} rustavailable` and `make menuconfig` go on; "
          "`make disintegrate` here takes it out.")
    return 0


def disintegrate_main():
    """Takes the layer out of a tree."""
    tree = _tree()
    if integrate.disintegrate(tree):
        print(f"{tree} is as it came.")
    else:
        print(f"The layer is not in {tree}: there was nothing to do.")
    return 0


def tools_main():
    """Prints the chosen tools."""
    tools = toolchain.find_for(cells.from_environment())
    print(f"RUSTC={tools.rustc.path}\nRUST_LIB_SRC={tools.rustc.sources}\nBINDGEN={tools.bindgen}\n"
          f"LLVM={tools.llvm.switch}\nLIBCLANG_PATH={tools.llvm.libclang}\nCC={tools.cc}")
    return 0
