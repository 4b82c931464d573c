# SPDX-License-Identifier: GPL-2.0-only
"""Which cells are asked about when a tree's Kconfig is."""

from layer import granted
from support import Case

_TABLE = """\
   "6.1/x86_64/clang","26","0",""
   "6.12/arm/clang+scs","25","1",""
   "6.12/riscv64/gcc","26","0",""
   "6.12/m68k/clang","0","0","Kconfig refuses"
   "stock/6.12","26","0",""
"""


class Granted(Case):
    def test_recorded(self):
        self.assertEqual([str(cell) for cell in granted.recorded(_TABLE, "6.12")], ["6.12/arm/clang+scs"])
        self.assertEqual(granted.recorded(_TABLE, "7.3"), [])
        self.assertEqual(granted.recorded("", "7.3"), [])

    def test_requests(self):
        cell, = granted.recorded(_TABLE, "6.12")
        asked = {request.symbol: request.value for request in granted.requests(cell)}
        self.assertEqual(asked["CONFIG_SHADOW_CALL_STACK"], "y")
        self.assertEqual(asked["CONFIG_SAMPLE_RUST_MINIMAL"], "m")
