# SPDX-License-Identifier: GPL-2.0-only
"""The guest's only program: its first process, a shell and the commands of tests, from scripts/vm.

It needs no C library, so that it can be built for every architecture that clang knows.
"""

from . import cache, process
from .errors import Stop
from .paths import VM

_FLAGS = ("-Os", "-std=gnu11", "-Wall", "-Wextra", "-Wno-unused-parameter", "-ffreestanding", "-fno-builtin",
          "-fno-stack-protector", "-fno-pic", "-fno-unwind-tables", "-fno-asynchronous-unwind-tables",
          "-fno-strict-aliasing", "-static", "-nostdlib")


def compiler(llvm, arch):
    """Returns the command that compiles and links for an architecture's table, without sources."""
    guest = arch.get("guest", {})
    if "compiler" in guest:
        return [guest["compiler"], *guest.get("flags", [])]
    return [llvm.tool("clang"), f"--target={arch['triple']}", "-fuse-ld=lld", "-nostdlibinc", *guest.get("flags", [])]


def make(llvm, arch, headers, folder):
    """Returns the program, built with the kernel's headers in `headers` below `folder` if need be."""
    sources = sorted([*VM.glob("*.c"), *VM.glob("*.S")])
    command = [*compiler(llvm, arch), *_FLAGS, "-isystem", str(headers)]
    wanted = cache.key(*command, *(path.read_bytes() for path in (*sources, *sorted(VM.glob("*.h")))))

    def build(place):
        log = folder / "guest.log"
        if process.run_logged([*command, *sources, "-o", str(place / "init")], log, "building the guest's program"):
            raise Stop(f"The guest's program does not build; the log is {log}.", process.tail(log, 20))

    return (cache.build_folder(folder / f"guest-{wanted}", build) / "init").read_bytes()


def program(build):
    """Returns the program for the kernel of a build."""
    return make(build.tools.llvm, build.cell.data, build.guest_headers(), build.folder)
