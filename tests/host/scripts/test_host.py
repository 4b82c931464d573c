# SPDX-License-Identifier: GPL-2.0-only
"""What the reports of host tests are taken for."""

import unittest

from layer import host

SOURCE = """\
//! ```compile_fail
//! ```

/// ```
/// runs("```compile_fail");
/// ```
impl A {
    /// ```should_panic,compile_fail,E0080
    /// ```
    fn a() {}
}
"""
REFUSED = "test a.rs - a (line 1) - compile fail ... ok\n"
RAN = "test a.rs - a (line 11) ... ok\n"


class CompileFail(unittest.TestCase):
    def test_where_they_begin(self):
        self.assertEqual(host.compile_fail_lines(SOURCE), [1, 8])

    def test_all_refused(self):
        self.assertEqual(host.compile_fail_counts(2, REFUSED * 2 + RAN), (2, 0))

    def test_one_compiles(self):
        text = REFUSED + "test b.rs - b (line 1) - compile fail ... FAILED\n"
        self.assertEqual(host.compile_fail_counts(2, text), (1, 1))

    def test_one_not_tried(self):
        self.assertEqual(host.compile_fail_counts(2, REFUSED + RAN), (1, 1))

    def test_none_known(self):
        self.assertEqual(host.compile_fail_counts(0, ""), (0, 1))


if __name__ == "__main__":
    unittest.main()
