# SPDX-License-Identifier: GPL-2.0-only
"""Finds QEMU for an architecture's table.

The machine's own does, unless the table asks for a newer one with `minimum`. That is then
unpacked below the cache from the packages of `suite`, and nothing is installed. So is a
machine's firmware, where the table has a `[qemu.firmware]`.
"""

import shutil
from pathlib import Path

from . import apt, cache, process, versions
from .errors import Stop


def find(qemu):
    """Returns the program that a table's `[qemu]` stands for."""
    own = shutil.which(qemu["binary"])
    minimum = versions.parse(qemu.get("minimum"))
    if not minimum:
        if own:
            return qemu["binary"]
        raise Stop(f"There is no {qemu['binary']}; apt-get install {qemu['package']} brings it.")
    if own and (versions.parse(process.output([own, "--version"])) or (0,)) >= minimum:
        return qemu["binary"]
    if not shutil.which("apt-get"):
        raise Stop(f"There is no {qemu['binary']} of version {qemu['minimum']} or newer in PATH.")
    suite, packages = qemu["suite"], [qemu["package"], "qemu-system-data"]
    folder = cache.root() / f"qemu-{cache.key(suite, *packages)}"
    cache.build_folder(folder, lambda place: apt.unpack(packages, suite, place))
    return str(Path(folder) / "usr/bin" / qemu["binary"])


def firmware(qemu):
    """Returns QEMU's arguments for the firmware that a table's `[qemu.firmware]` names, if it has one."""
    wanted = qemu.get("firmware")
    if not wanted:
        return []
    folder = cache.root() / f"firmware-{cache.key(wanted['suite'], wanted['package'])}"
    cache.build_folder(folder, lambda place: apt.unpack([wanted["package"]], wanted["suite"], place))
    return ["-bios", str(folder / wanted["file"])]
