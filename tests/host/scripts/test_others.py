# SPDX-License-Identifier: GPL-2.0-only
"""What is read from modules outside the tree and from the output of their builds."""

import tempfile
import unittest
from pathlib import Path

from layer import others


class Read(unittest.TestCase):
    def test_depends(self):
        with tempfile.TemporaryDirectory() as place:
            module = Path(place) / "x.ko"
            for text, wanted in ((b"\0name=x\0depends=a-b,c\0vermagic=1\0", ["a_b", "c"]), (b"\0depends=\0", []),
                                 (b"license=GPL\0", [])):
                module.write_bytes(text)
                self.assertEqual(others.depends(module), wanted)

    def test_built(self):
        output = "  RUSTC [M] /x/src/main.o\n  CC [M]  /x/y.o\n  RUSTC     x/a-b.o\n  RUSTC [M] alone.o\n"
        self.assertEqual(others._built(output), ["a-b", "alone", "main"])  # pylint: disable=protected-access


if __name__ == "__main__":
    unittest.main()
