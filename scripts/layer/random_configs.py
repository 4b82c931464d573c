# SPDX-License-Identifier: GPL-2.0-only
"""`make random`: whether the layer compiles without a warning in configurations that nobody thought of.

Kconfig draws them; the same seed draws the same one again from the same tree and scripts/configs/random.config.
Nothing but the layer is built.
"""

import os
import re

from . import build as builds, cells, config, integrate, own, payload, toolchain, trees
from .errors import Stop
from .paths import CONFIGS, SAMPLES
from .tally import Tally

DEFAULT = "1 2 3 4 5 6 7 8"


def seeds(text):
    """Returns the numbers that SEEDS= names."""
    words = (text or DEFAULT).split()
    for word in words:
        if not re.fullmatch(r"\d{1,9}", word):
            raise Stop(f"SEEDS: '{word}' is no number below a billion.")
    return words


def draw(build, seed):
    """Makes the build folder's .config of what Kconfig draws and of what it does not; returns what that lost."""
    wanted = config.read(CONFIGS / "random.config")
    forced = build.folder / ".rust-layer-forced"
    build.folder.mkdir(parents=True, exist_ok=True)
    forced.write_text(config.text([*wanted, *config.samples(SAMPLES / "Kconfig", "y")]), encoding="utf-8")
    file = build.folder / ".config"
    file.unlink(missing_ok=True)
    build.make("randconfig", f"drawing configuration {seed}", KCONFIG_ALLCONFIG=forced, KCONFIG_SEED=seed)
    drawn = file.read_text(encoding="utf-8")
    return [request.symbol for request in config.unmet(wanted, drawn)]


def compile_one(build, seed, tally):
    """Draws one and builds; what Kconfig lets have no Rust is skipped by name."""
    what = f"the layer compiles in random configuration {seed}"
    try:
        absent = draw(build, seed)
        if "CONFIG_RUST" in absent:
            tally.skip(what, "it has no Rust")
            return
        found = own.compile_layer(build, f"random configuration {seed}")
    except Stop as stop:
        if str(stop).startswith(builds.OF_TREE):
            tally.skip(what, stop)
            return
        found = [*stop.detail, str(stop)]
    tally.add(what, not found, found)


def main():
    """Does so with SEEDS= on the cell that the environment asks for; returns the exit status."""
    chosen = seeds(os.environ.get("SEEDS"))
    cell = cells.from_environment()
    print(f"Linux {cell.tree}, {cell.arch}, C by {cell.compiler}")
    tools = toolchain.find_for(cell)
    tree = trees.find(cell.tree)
    tally = Tally()
    files = payload.collect(tools.rustc.tool("cargo"))
    build = builds.Build(cell, tree, tools, "random")
    with build.lock(), integrate.integrated(tree.folder, files):
        for seed in chosen:
            compile_one(build, seed, tally)
    return tally.finish()
