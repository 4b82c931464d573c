# SPDX-License-Identifier: GPL-2.0-only
"""Reading Kbuild's output for the figures."""

import unittest

from layer import figures


class Figures(unittest.TestCase):
    def test_steps(self):
        self.assertEqual(figures.step_of("  RUSTC rust/core.o"), "rust/core.o")
        self.assertEqual(figures.step_of("  HOSTRUSTC rust/libsyn.rlib\n"), "rust/libsyn.rlib")
        self.assertIsNone(figures.step_of("  CC      kernel/fork.o"))
        self.assertIsNone(figures.step_of("warning: rust/core.o"))

    def test_durations(self):
        stamped = [(1.0, "a"), (3.5, "b"), (4.0, "a")]
        self.assertEqual(figures.durations(stamped, 5.0), {"a": 3.5, "b": 0.5})


if __name__ == "__main__":
    unittest.main()
