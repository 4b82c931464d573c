# SPDX-License-Identifier: GPL-2.0-only
"""What several tests need: a private cache, a small kernel tree, pretended programs."""

import os
import struct
import subprocess
import tempfile
import unittest
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

MAKEFILE = """# SPDX-License-Identifier: GPL-2.0
VERSION = 6
PATCHLEVEL = 12
SUBLEVEL = 1
EXTRAVERSION =

export ARCH SRCARCH
"""


class Case(unittest.TestCase):
    """A test with a folder of its own, which also holds the cache."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)
        self.set_environment(RUST_LAYER_CACHE=str(self.folder / "cache"))

    def set_environment(self, **values):
        """Sets variables (None removes one) until the end of the test."""
        for name, value in values.items():
            old = os.environ.get(name)
            self.addCleanup(self._put, name, old)
            self._put(name, value)

    @staticmethod
    def _put(name, value):
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value

    def write(self, path, text):
        """Writes a file below the test's folder and returns it."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def run_in(self, *command, **options):
        """Runs a command in the test's folder."""
        return subprocess.run([str(word) for word in command], cwd=self.folder, text=True, capture_output=True,
                              check=False, **options)

    def program(self, path, script):
        """Makes a program that pretends to be another."""
        file = self.write(path, "#!/bin/sh\n" + script)
        file.chmod(0o755)
        return file

    def kernel_tree(self, name="tree", rust=True):
        """Makes something that looks like a kernel tree."""
        self.write(f"{name}/Makefile", MAKEFILE)
        self.write(f"{name}/Kbuild", "obj-y += kernel/\n")
        self.write(f"{name}/init/Kconfig", "menu \"General setup\"\nconfig RUST\n\tbool \"Rust support\"\n"
                                           "endmenu # General setup\n")
        self.write(f"{name}/scripts/kconfig/Makefile", "# here\n")
        self.write(f"{name}/samples/Kconfig", "# here\n")
        if rust:
            self.write(f"{name}/rust/Makefile", "obj-y += native.o\n")
            self.write(f"{name}/rust/kernel/lib.rs", "// native\n")
            self.write(f"{name}/samples/rust/native.rs", "// native\n")
            (self.folder / name / "rust/.gitignore").write_bytes(b"*.o\n\xff\n")
        return self.folder / name

    def git(self, tree, *arguments):
        """Runs git in a tree, as somebody."""
        subprocess.run(["git", "-C", tree, "-c", "user.name=n", "-c", "user.email=e@example.org",
                        "-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main", *arguments], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def snapshot(tree):
    """Returns {path: (content, mode)} of everything in a tree but git's own."""
    result = {}
    for path in sorted(tree.rglob("*")):
        relative = path.relative_to(tree)
        if relative.parts[0] == ".git":
            continue
        content = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else None
        result[str(relative)] = (content, path.lstat().st_mode)
    return result


def quiet(function, *arguments, **named):
    """Calls a function that prints; returns (result, what it printed)."""
    out = StringIO()
    with redirect_stdout(out):
        result = function(*arguments, **named)
    return result, out.getvalue()


def elf(information, versions=None, undefined=(), machine=62, bits=64, order="<", extended=None, tail=b""):
    """Returns a module's file with what loading it looks at."""
    wide = bits == 64
    word = "Q" if wide else "I"
    info = b"".join(f"{key}={value}".encode() + b"\0" for key, value in information.items())
    table = b"".join(struct.pack(f"{order}{word}", number) + name.encode().ljust(64 - bits // 8, b"\0")
                     for name, number in (versions or {}).items())
    strings, symbols = b"\0", b"\0" * (24 if wide else 16)
    for name, binding in undefined:
        place, strings = len(strings), strings + name.encode() + b"\0"
        symbols += struct.pack(f"{order}IBBHQQ", place, binding << 4, 0, 0, 0, 0) if wide else \
            struct.pack(f"{order}IIIBBH", place, 0, 0, binding << 4, 0, 0)
    parts = {"": b"", ".modinfo": info, "__versions": table, ".symtab": symbols, ".strtab": strings}
    if extended:
        parts["__version_ext_crcs"] = b"".join(struct.pack(f"{order}I", number) for number in extended.values())
        parts["__version_ext_names"] = b"".join(name.encode() + b"\0" for name in extended)
    parts[".shstrtab"] = b"\0".join(name.encode() for name in [*parts, ".shstrtab"]) + b"\0"
    head = 64 if wide else 52
    data, table = b"", b""
    for name, content in parts.items():
        place = parts[".shstrtab"].index(name.encode() + b"\0")
        fields = (place, 0, 0, 0, head + len(data), len(content), 0, 0, 0, 0)
        table += struct.pack(order + ("IIQQQQIIQQ" if wide else "IIIIIIIIII"), *fields)
        data += content
    start = struct.pack(order + ("4sBB10sHHI" + 3 * word + "IHHHHHH"), b"\x7fELF", bits // 32, 1 if order == "<" else 2,
                        b"", 1, machine, 1, 0, 0, head + len(data), 0, head, 0, 0, 64 if wide else 40, len(parts),
                        len(parts) - 1)
    return start + data + table + tail
