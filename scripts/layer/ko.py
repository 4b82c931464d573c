# SPDX-License-Identifier: GPL-2.0-only
"""What a module's file says of the kernel that it is for."""

import gzip
import lzma
import struct
from dataclasses import dataclass
from pathlib import Path

from .errors import Stop

# The kernel's names of ELF's machines.
_MACHINES = {3: "x86", 8: "mips", 21: "powerpc", 22: "s390", 40: "arm", 62: "x86", 183: "arm64", 243: "riscv",
             258: "loongarch"}
_UNPACK = {".xz": lzma.decompress, ".gz": gzip.decompress}
_SIGNED = b"~Module signature appended~\n"
_WEAK = 2


@dataclass(frozen=True)
class Module:
    """A module, as far as loading it goes."""
    path: Path
    machine: str
    bits: int
    information: dict
    checksums: dict
    undefined: frozenset
    signed: bool

    @property
    def name(self):
        """The name that the kernel gives it."""
        return self.information.get("name") or self.path.name.partition(".")[0].replace("-", "_")

    @property
    def magic(self):
        """The words of its version magic; the first is the kernel's release."""
        return self.information.get("vermagic", "").split()

    @property
    def depends(self):
        """The modules that it needs, by the kernel's names."""
        return [name.replace("-", "_") for name in self.information.get("depends", "").split(",") if name]


class _Elf:
    """The sections of a file."""

    def __init__(self, data):
        if data[:4] != b"\x7fELF":
            raise ValueError
        self.data = data
        self.bits = 32 * data[4]
        self.order = {1: "<", 2: ">"}[data[5]]
        self.machine = self.at("H", 18)[0]
        wide = self.bits == 64
        table, = self.at("Q", 40) if wide else self.at("I", 32)
        size, count, names = self.at("HHH", 58 if wide else 46)
        headers = [self.at("IIQQQQIIQQ" if wide else "IIIIIIIIII", table + size * number) for number in range(count)]
        self.sections = {}
        for header in headers:
            self.sections.setdefault(self.text(headers[names][4], header[0]), header)

    def at(self, form, offset):
        """Returns the numbers at an offset of the file."""
        return struct.unpack_from(self.order + form, self.data, offset)

    def text(self, table, offset):
        """Returns the string at an offset of a table."""
        start = table + offset
        return self.data[start:self.data.index(b"\0", start)].decode(errors="replace")

    def content(self, name):
        """Returns a section's bytes."""
        header = self.sections.get(name)
        return self.data[header[4]:header[4] + header[5]] if header else b""

    def undefined(self):
        """Returns the names that another object must define."""
        header, names = self.sections.get(".symtab"), self.sections.get(".strtab")
        if not header or not names:
            return frozenset()
        result = set()
        form, place = ("IBBHQQ", (0, 1, 3)) if self.bits == 64 else ("IIIBBH", (0, 3, 5))
        size = struct.calcsize(self.order + form)
        for offset in range(header[4] + size, header[4] + header[5], size):
            entry = self.at(form, offset)
            name, information, section = (entry[index] for index in place)
            if not section and name and information >> 4 != _WEAK:
                result.add(self.text(names[4], name))
        return frozenset(result)


def section(path, name):
    """Returns the bytes of a section of an ELF file, none if it has no such."""
    return _Elf(path.read_bytes()).content(name)


def _checksums(elf):
    """Returns {symbol: checksum}, of either form that MODVERSIONS has."""
    result = {}
    table = elf.content("__versions")
    word, number = elf.bits // 8, "Q" if elf.bits == 64 else "I"
    for offset in range(0, len(table) - 63, 64):
        name = table[offset + word:offset + 64].split(b"\0", 1)[0].decode(errors="replace")
        result[name] = struct.unpack_from(elf.order + number, table, offset)[0]
    sums, names = elf.content("__version_ext_crcs"), elf.content("__version_ext_names")
    long = names.decode(errors="replace").split("\0")
    for index in range(len(sums) // 4):
        if index < len(long) and long[index]:
            result[long[index]] = struct.unpack_from(elf.order + "I", sums, 4 * index)[0]
    return result


def read(path):
    """Returns what a module's file says, or that it is none."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise Stop(f"{path} cannot be read: {error.strerror}.") from None
    try:
        data = _UNPACK.get(Path(path).suffix, bytes)(data)
        elf = _Elf(data)
        text = elf.content(".modinfo").decode(errors="replace")
    except (ValueError, KeyError, IndexError, EOFError, OSError, lzma.LZMAError, struct.error):
        unpack = "; `unzstd` unpacks it" if Path(path).suffix == ".zst" else ""
        raise Stop(f"{path} is no module: it is no whole ELF file{unpack}.") from None
    information = dict(part.partition("=")[::2] for part in text.split("\0") if "=" in part)
    if "vermagic" not in information:
        raise Stop(f"{path} is no module: nothing in it says for which kernel it is.")
    return Module(Path(path), _MACHINES.get(elf.machine, f"machine {elf.machine}"), elf.bits, information,
                  _checksums(elf), elf.undefined(), data.endswith(_SIGNED))
