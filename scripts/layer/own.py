# SPDX-License-Identifier: GPL-2.0-only
"""Whether the layer compiles without a warning in configurations that nobody made for it: the tree's own.

Each is a target of make's with what scripts/configs/own/ adds to it. Nothing but the layer is built.
"""

from . import build as builds, complaints, config, integrate, payload
from .errors import Stop
from .paths import CONFIGS, SAMPLES

_LAYER = "prepare rust/ samples/rust/"


def compile_layer(build, configuration):
    """Builds the layer and nothing else; returns the complaints."""
    build.make(_LAYER, f"building the layer ({configuration})")
    return complaints.in_log(build.log_of(_LAYER))


def names():
    """Returns the targets."""
    return sorted(path.stem for path in (CONFIGS / "own").glob("*.config"))


def requests(target):
    """Returns what must hold, and the samples, of which Kconfig leaves out what such a configuration cannot have."""
    wanted = config.read(CONFIGS / "own" / f"{target}.config")
    modules = any(request.symbol == "CONFIG_MODULES" for request in wanted)
    return wanted, config.samples(SAMPLES / "Kconfig", "m" if modules else "y", wanted)


def _compile(build, target):
    """Configures and builds; returns the complaints, or None if Kconfig refuses."""
    wanted, hoped = requests(target)
    try:
        config.configure(build, wanted, hoped, target)
    except config.Refused as refused:
        print(f"         {target}: {refused}")
        return None
    return compile_layer(build, target)


def check(cell, tree, tools, tally):
    """Compiles the layer in each of the tree's own configurations."""
    files = payload.collect(tools.rustc.tool("cargo"))
    for target in names():
        build = builds.Build(cell, tree, tools, target)
        with build.lock(), integrate.integrated(tree.folder, files):
            try:
                found = _compile(build, target)
            except Stop as stop:
                found = [*stop.detail, str(stop)]
        if found is not None:
            tally.add(f"the layer compiles in a {target}", not found, found)
