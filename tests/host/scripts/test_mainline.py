# SPDX-License-Identifier: GPL-2.0-only
"""Mainline's modules: what is asked for, and where the text comes from."""

import re
import tarfile
import unittest
from pathlib import Path

from support import Case

from layer import mainline, samples, trees
from layer.errors import Stop


class Wanted(unittest.TestCase):
    def test_every_module_has_expectations(self):
        kbuild = (mainline.FOLDER / "Kbuild").read_text(encoding="utf-8")
        modules = {name for line in re.findall(r"^obj-m \+= (.*)$", kbuild, re.M)
                   for name in line.replace(".o", "").split()}
        self.assertEqual(modules, set(samples.all_expectations(mainline.FOLDER)))

    def test_the_line_is_known(self):
        line, files = mainline.wanted()
        self.assertIn(line, trees.lines())
        self.assertEqual(len(files), len({mainline.place(path) for path in files}))

    def test_no_text_of_theirs_is_here(self):
        self.assertEqual({path.name for path in mainline.FOLDER.iterdir() if path.suffix not in (".toml", ".expect")},
                         {"Kbuild", "rust_bindings.h"})

    def test_headers_keep_their_path(self):
        self.assertEqual(mainline.place("include/trace/x.h"), Path("include/trace/x.h"))
        self.assertEqual(mainline.place("samples/rust/x.rs"), Path("x.rs"))


class Originals(Case):
    def setUp(self):
        super().setUp()
        self.tree = self.folder / "tree"
        self.write("tree/samples/rust/a.rs", "theirs")

    def test_a_tree_as_it_came(self):
        self.assertEqual(mainline.originals(self.tree, ["samples/rust/a.rs"]), {"samples/rust/a.rs": b"theirs"})

    def integrated(self):
        (self.tree / ".rust-layer").mkdir()
        with tarfile.open(self.tree / ".rust-layer/original.tar", "w") as tar:
            tar.add(self.tree / "samples/rust", arcname="samples/rust")
        (self.tree / "samples/rust/a.rs").write_text("ours")
        (self.tree / "samples/rust/b.rs").write_text("ours")

    def test_an_integrated_tree(self):
        self.integrated()
        self.assertEqual(mainline.originals(self.tree, ["samples/rust/a.rs"]), {"samples/rust/a.rs": b"theirs"})

    def test_what_is_ours_is_not_theirs(self):
        self.integrated()
        with self.assertRaises(Stop):
            mainline.originals(self.tree, ["samples/rust/b.rs"])

    def test_what_is_nowhere(self):
        with self.assertRaises(Stop):
            mainline.originals(self.tree, ["samples/rust/c.rs"])


if __name__ == "__main__":
    unittest.main()
