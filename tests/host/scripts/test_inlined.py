# SPDX-License-Identifier: GPL-2.0-only
"""Which symbols of an object the gate of inlining sees."""

import unittest

from layer import inlined

NM = """                 U spin_lock__rust_shim
---------------- T refcount_inc__rust_shim
0000000000000010 t rust_helper_mb
                 U _printk
"""


class Names(unittest.TestCase):
    def test_used_and_defined(self):
        self.assertEqual(inlined.names(NM), {"spin_lock__rust_shim", "refcount_inc__rust_shim",
                                             "rust_helper_mb", "_printk"})

    def test_nothing(self):
        self.assertEqual(inlined.names(""), set())


if __name__ == "__main__":
    unittest.main()
