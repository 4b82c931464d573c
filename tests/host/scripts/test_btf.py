# SPDX-License-Identifier: GPL-2.0-only
"""Which names in types for BPF are not of C."""

import struct
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from layer import btf
from layer.errors import Stop
from layer.tally import Tally


def section(names, order="<"):
    """Returns a section with these names and a type of four bytes."""
    strings = b"\0" + b"".join(name.encode() + b"\0" for name in names)
    return struct.pack(order + "HBBIIIII", 0xeB9F, 1, 0, 24, 0, 4, 4, len(strings)) + b"type" + strings


class Names(unittest.TestCase):
    def test_both_byte_orders(self):
        for order in "<>":
            self.assertEqual(btf.names(section(["task_struct", "pid"], order)), {"", "task_struct", "pid"})

    def test_what_is_no_such_section(self):
        with self.assertRaises(ValueError):
            btf.names(b"\x7fELF" + bytes(24))

    def test_names_of_rust(self):
        self.assertEqual(btf.foreign(section(["task_struct", ".data..percpu", "long int", "&str", "Option<u32>"])),
                         ["&str", "Option<u32>"])


class Check(unittest.TestCase):
    def judge(self, image, module=b"", settings="CONFIG_DEBUG_INFO_BTF=y\n"):
        """Returns what is said of a build with these sections."""
        tally = Tally()
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / ".config").write_text(settings)
            build = SimpleNamespace(folder=Path(folder), modules=lambda: [Path(folder) / "rust_minimal.ko"])
            with mock.patch.object(btf.ko, "section", lambda file, _: image if file.name == "vmlinux" else module), \
                    mock.patch("builtins.print"):
                btf.check(build, tally)
        return tally.passed, tally.failed

    def test_only_where_the_kernel_has_them(self):
        self.assertEqual(self.judge(b"", settings="# CONFIG_DEBUG_INFO_BTF is not set\n"), (0, 0))

    def test_types_of_c(self):
        self.assertEqual(self.judge(section(["task_struct"]), section(["module_state"])), (2, 0))
        self.assertEqual(self.judge(section(["task_struct"])), (1, 0))

    def test_types_of_rust(self):
        self.assertEqual(self.judge(section(["task_struct", "&str"]), section(["(u8, u8)"])), (0, 2))

    def test_none_at_all(self):
        for image in (b"", section(["pid"])):
            with self.assertRaises(Stop):
                self.judge(image)


if __name__ == "__main__":
    unittest.main()
