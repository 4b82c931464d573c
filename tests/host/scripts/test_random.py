# SPDX-License-Identifier: GPL-2.0-only
"""Random configurations: which are asked for, and what is never drawn."""

from layer import config, random_configs
from layer.errors import Stop
from layer.paths import CONFIGS
from support import Case


class Random(Case):
    def test_seeds(self):
        self.assertEqual(random_configs.seeds("7 11"), ["7", "11"])
        self.assertTrue(random_configs.seeds(None))
        self.assertTrue(random_configs.seeds(""))
        for text, word in (("3 x", "x"), ("1234567890", "1234567890"), ("-1", "-1")):
            with self.assertRaisesRegex(Stop, f"SEEDS: '{word}' is no number"):
                random_configs.seeds(text)

    def test_fragment(self):
        wanted = {r.symbol: r for r in config.read(CONFIGS / "random.config")}
        self.assertEqual((wanted["CONFIG_RUST"].value, wanted["CONFIG_RUST"].optional), ("y", False))
