# SPDX-License-Identifier: GPL-2.0-only
"""Mainline's modules: what is asked for, and where the text comes from."""

import re
import tarfile
import unittest
from pathlib import Path

from support import Case

from layer import examples, mainline, samples, trees
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

    def test_the_crate_of_both(self):
        self.write("tree/rust/kernel/a/b.rs", "")
        self.assertEqual(mainline.crate(self.tree), ["rust/kernel/a/b.rs"])
        self.integrated()
        self.assertEqual(mainline.crate(self.tree), [])


FILE = b"""//! Text.
//!
//! ```
//! use kernel::a; // shown
//! # hidden();
//! # #[derive(Clone)]
//! ##[test]
//! # Ok::<(), Error>(())
//! ```
//!
//! ```text
//! no code
//! ```

/// ```rust,no_run
/// # fn main() {
/// kernel::dma::a();
/// # }
/// ```
/// ```ignore
/// old();
/// ```
/// ```
/// # #![feature(x)]
/// let open = 1;
fn f() {}
    /// ```
    /// last();
    /// ```
"""


class Examples(Case):
    def test_parts(self):
        names = ["rust/kernel/list.rs", "rust/kernel/list/arc.rs", "rust/kernel/lists.rs", "rust/kernel/list/Kconfig",
                 "rust/macros/list.rs"]
        self.assertEqual(examples.paths(names, ("list",)), ["rust/kernel/list.rs", "rust/kernel/list/arc.rs"])

    def test_parts_that_a_tree_lacks(self):
        self.write("tree/include/linux/list.h", "")
        parts, absent, _ = examples.areas(self.folder / "tree")
        self.assertIn("list", parts)
        self.assertNotIn("maple_tree", parts)
        self.assertEqual(absent, {"maple_tree": "include/linux/maple_tree.h"})
        self.write("tree/include/linux/maple_tree.h", "")
        parts, absent, _ = examples.areas(self.folder / "tree")
        self.assertIn("maple_tree", parts)
        self.assertEqual(absent, {})

    def test_comments_are_read(self):
        found, left = examples.collect({"rust/kernel/a.rs": FILE}, {"kernel::dma": "later"})
        self.assertEqual(left, {"later": 1})
        first, last = found
        self.assertEqual(first["line"], 3)
        self.assertEqual(first["doctest_code"]["code"].splitlines(), [
            "use kernel::prelude::*; use kernel::a; // shown", "hidden();", "#[derive(Clone)]", "#[test]",
            "Ok::<(), Error>(())"])
        self.assertTrue(first["doctest_code"]["wrapper"]["returns_result"])
        self.assertEqual(last["doctest_code"]["code"], "use kernel::prelude::*; last();")
        self.assertFalse(last["doctest_code"]["wrapper"]["returns_result"])

    def test_words_behind_the_fence(self):
        found, _ = examples.collect({"rust/kernel/a.rs": FILE}, {})
        self.assertEqual([example["doctest_attributes"]["no_run"] for example in found], [False, True, False])
        self.assertIsNone(found[1]["doctest_code"]["wrapper"])

    def test_module(self):
        found, _ = examples.collect({"rust/kernel/a.rs": FILE}, {})
        text = examples.module(found)
        self.assertEqual(text.count("\nunsafe extern \"C\" fn rust_doctest_kernel_a_rs_"), 3)
        self.assertIn("kunit_unsafe_test_suite!(mainline_doctests, TEST_CASES)", text)
        self.assertNotIn("#![no_std]", text)
        self.assertEqual(text.count("kernel::prelude::module! {"), 1)
