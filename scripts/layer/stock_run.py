# SPDX-License-Identifier: GPL-2.0-only
"""`make run TREE=stock/6.12`: builds the samples as anybody would for a distribution's kernel, and boots that."""

import os
import time
from pathlib import Path
from types import SimpleNamespace

from . import cache, cells, complaints, config, headers, module, payload, samples, stock, toolchain
from .paths import SAMPLES
from .tally import Tally


class StockBuild:
    """What `samples` boots: a distribution's kernel, and modules made beside it."""

    place = "stock"

    def __init__(self, kernel):
        self.kernel = kernel
        self.tree = kernel
        # This machine's headers for programs: every kernel has what the guest's program calls.
        arch = cells.choose("", "x86_64", "gcc").data
        self.cell = SimpleNamespace(arch="x86_64", data=arch | {"guest": {"flags": ["-idirafter", "/usr/include"]}})
        self.folder = cache.root() / "build" / f"stock-{kernel.release}"
        self.log = cache.root() / "logs" / f"{self.folder.name}.log"
        self.tools = toolchain.find("gcc")
        self.impossible = ()

    def make(self):
        """Builds the samples in a folder of their own."""
        wanted = {name: path.read_bytes() for name, path in payload.collect(None).items()
                  if name.startswith("samples/rust/")}
        for name, data in wanted.items():
            cache.write_if_changed(self.folder / Path(name).name, data)
        os.environ["PATH"] = f"{self.kernel.programs}{os.pathsep}{os.environ['PATH']}"
        found = headers.inspect(self.kernel.headers)
        self.impossible = config.unmet_dependencies(SAMPLES / "Kconfig", found.settings)
        chosen = {request.symbol: request.value for request in config.samples(SAMPLES / "Kconfig", "m")
                  if request.symbol.removeprefix("CONFIG_SAMPLE_").lower() not in self.impossible}
        module.build(found, self.folder, module.tools_for(found), self.log, chosen)

    def guest_headers(self):
        """The folder with the part of the headers that is of an architecture."""
        return Path("/usr/include") / self.cell.data["triple"]

    def image_log(self):
        """Where the output of the build went."""
        return self.log

    def image(self):
        """The file that QEMU boots."""
        return self.kernel.image

    def modules(self):
        """Returns the built samples."""
        return sorted(self.folder.glob("*.ko"))


def main(tree):
    """Runs the samples beside a distribution's kernel; returns the exit status."""
    start = time.monotonic()
    tally = Tally()
    kernel = stock.find(tree)
    print(f"Linux {kernel.release}, as the distribution ships it")
    made = StockBuild(kernel)
    made.make()
    built = time.monotonic()
    complaints.check(made, tally)
    samples.load_all(made, tally)
    end = time.monotonic()
    print(f"\nsetting up and building {built - start:.0f} s, booting and samples {end - built:.0f} s; "
          f"console log {samples.boot_log(made)}")
    return tally.finish()
