# SPDX-License-Identifier: GPL-2.0-only
"""Which symbols of an object the gate of inlining sees."""

import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

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

    def test_what_shims_call_is_watched_where_c_inlines_it(self):
        for settings, hot in (("CONFIG_CC_OPTIMIZE_FOR_PERFORMANCE=y\n", True), ("CONFIG_CC_OPTIMIZE_FOR_SIZE=y\n", False),
                              ("CONFIG_CC_OPTIMIZE_FOR_PERFORMANCE=y\nCONFIG_KASAN=y\n", False)):
            with self.subTest(settings=settings), tempfile.TemporaryDirectory() as folder, \
                    mock.patch.object(inlined, "shims", return_value={"a__rust_shim"}):
                (Path(folder) / ".config").write_text(settings)
                names = inlined.watched(SimpleNamespace(folder=Path(folder)))
                self.assertEqual("refcount_inc" in names, hot)
                self.assertIn("a__rust_shim", names)


if __name__ == "__main__":
    unittest.main()
