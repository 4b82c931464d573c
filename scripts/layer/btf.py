# SPDX-License-Identifier: GPL-2.0-only
"""BPF's types in the image and in modules: those of C, and none of Rust's, whose names the kernel refuses."""

import re
import struct

from . import ko
from .errors import Stop

_MAGIC = 0xeB9F
_OF_C = re.compile(r"[\w. ]*")      # "long int"; and a dot begins the name of a section


def names(section):
    """Returns the names that a .BTF section has, of types, members and variables."""
    for order in "<>":
        magic, _, _, size, _, _, offset, length = struct.unpack_from(order + "HBBIIIII", section)
        if magic == _MAGIC:
            strings = section[size + offset:size + offset + length]
            return {name.decode(errors="replace") for name in strings.split(b"\0")}
    raise ValueError("it does not begin as types of BPF do")


def foreign(section):
    """Returns those that no type of C can have."""
    return sorted(name for name in names(section) if not _OF_C.fullmatch(name))


def check(build, tally):
    """Judges an image that has such types, and its modules."""
    if "CONFIG_DEBUG_INFO_BTF=y" not in (build.folder / ".config").read_text(encoding="utf-8"):
        return
    image = build.folder / "vmlinux"
    section = ko.section(image, ".BTF")
    if not section or "task_struct" not in names(section):
        raise Stop(f"{image}: there are no types for BPF, though CONFIG_DEBUG_INFO_BTF is on.")
    found = foreign(section)
    tally.add("BPF's types of the image are C's", not found, found[:6])
    for path in build.modules():
        if section := ko.section(path, ".BTF"):
            found = foreign(section)
            tally.add(f"BPF's types of {path.name} are C's", not found, found[:6])
