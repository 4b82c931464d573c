# SPDX-License-Identifier: GPL-2.0-only
"""`make docs`: the crates' documentation, made by Kbuild's own rustdoc target."""

from . import build, cells, toolchain, trees


def main():
    """Builds the documentation and says where it is."""
    cell = cells.from_environment()
    made = build.prepare(cell, trees.find(cell.tree), toolchain.find_for(cell), ("base",))
    made.make("rustdoc", "building the documentation")
    found = sorted(made.folder.glob("**/kernel/index.html"))
    print(f"The documentation begins at {found[0]}" if found else f"It is below {made.folder}")
    return 0
