# SPDX-License-Identifier: GPL-2.0-only
"""The tree's own configurations: what is asked for in each."""

from layer import own
from support import Case


class Own(Case):
    def test_requests(self):
        self.assertEqual(own.names(), ["allmodconfig", "defconfig", "tinyconfig"])
        for target, value in (("defconfig", "m"), ("tinyconfig", "y")):
            wanted, hoped = own.requests(target)
            self.assertIn(("CONFIG_RUST", "y", False), [(r.symbol, r.value, r.optional) for r in wanted])
            self.assertEqual({(r.symbol, r.value) for r in hoped} & {("CONFIG_SAMPLE_RUST_MINIMAL", value)},
                             {("CONFIG_SAMPLE_RUST_MINIMAL", value)})
