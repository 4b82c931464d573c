# SPDX-License-Identifier: GPL-2.0-only
"""The guest's own programs: those of scripts/vm that are written in C."""

from . import cache, process
from .errors import Stop
from .paths import VM


def programs(tools):
    """Returns {name: content} of the programs, built for the guest if need be."""
    sources = sorted(VM.glob("*.c"))
    wanted = cache.key(tools.cc, *(source.read_bytes() for source in sources))

    def build(folder):
        for source in sources:
            command = [*tools.cc.split(), "-static", "-Os", "-Wall", "-o", str(folder / source.stem),
                       str(source)]
            log = cache.root() / "logs" / f"guest-{source.stem}.log"
            if process.run_logged(command, log, f"building the guest's {source.stem}"):
                raise Stop(f"{source.name} does not build; the log is {log}.", process.tail(log, 20))

    folder = cache.build_folder(cache.root() / "host" / f"guest-{wanted}", build)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
