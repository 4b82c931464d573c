# SPDX-License-Identifier: GPL-2.0-only
"""The matrix: which cells are meant, and the table of what they did."""

from unittest import mock

from layer import matrix
from layer.errors import Stop
from support import Case, quiet


class Cells(Case):
    def test_parts(self):
        plain, rich = matrix.parse("6.12/x86_64/clang /a/b/x86_64/gcc+kasan+lockdep")
        self.assertEqual((plain.tree, plain.arch, plain.compiler, plain.options), ("6.12", "x86_64", "clang", ()))
        self.assertEqual((rich.tree, rich.options), ("/a/b", ("kasan", "lockdep")))
        self.assertEqual(str(rich), "/a/b/x86_64/gcc+kasan+lockdep")
        self.assertEqual(rich.fragments, ("options/kasan", "options/lockdep"))

    def test_mistakes(self):
        for text, sentence in (("6.12", "is not of the form"), ("6.12/x86_64/tcc", "COMPILER=tcc is not known"),
                               ("6.12/x86_64/gcc+magic", "option magic is not known; it is one of: btf, "),
                               ("", "names no cell")):
            with self.subTest(text=text), self.assertRaisesRegex(Stop, sentence):
                matrix.parse(text)


class Time(Case):
    def test_over(self):
        self.set_environment(CELLS="6.12/x86_64/clang 7.3/x86_64/gcc", MINUTES="2")
        clock = iter((0.0, 1.0, 200.0, 200.0))
        table = self.folder / "build/support-matrix-cells.rst"
        with mock.patch.object(matrix, "run", return_value=(3, 0, "")) as run, \
                mock.patch.object(matrix, "REPO", self.folder), \
                mock.patch.object(matrix.time, "monotonic", lambda: next(clock)):
            status, text = quiet(matrix.main)
        self.assertEqual((status, run.call_count), (0, 1))
        self.assertIn("7.3/x86_64/gcc               not run: the time is over\n", text)
        self.assertIn('Not run: make matrix CELLS="7.3/x86_64/gcc"\n', text)
        self.assertTrue(text.endswith("3 passed, 0 failed\n"))
        self.assertNotIn("7.3", table.read_text())

    def test_no_time_at_all_is_no_success(self):
        self.set_environment(CELLS="6.12/x86_64/clang", MINUTES="-1")
        with mock.patch.object(matrix, "run") as run, mock.patch.object(matrix, "REPO", self.folder):
            status, text = quiet(matrix.main)
        self.assertEqual((status, run.call_count), (1, 0))
        self.assertTrue(text.endswith("0 passed, 0 failed\n"))

    def test_mistake(self):
        self.assertIsNone(matrix.minutes(""))
        with self.assertRaisesRegex(Stop, "MINUTES=soon is no number"):
            matrix.minutes("soon")


class Again(Case):
    def run_cells(self, cells, run, **environ):
        """Returns what `make matrix` prints for cells of which each comes to what `run` says."""
        self.set_environment(CELLS=cells, RUST_LAYER_CACHE=str(self.folder / "cache"), **environ)
        with mock.patch.object(matrix, "run", side_effect=run), mock.patch.object(matrix, "REPO", self.folder):
            return quiet(matrix.main)[1].splitlines()

    def test_goes_on_where_it_was_interrupted(self):
        cells = "6.12/x86_64/clang 7.3/x86_64/gcc 6.1/x86_64/gcc"
        with self.assertRaises(KeyboardInterrupt):
            self.run_cells(cells, [(3, 0, ""), (2, 1, ""), KeyboardInterrupt])
        lines = self.run_cells(cells, [(4, 0, ""), (5, 0, "")], RESUME="1")
        self.assertEqual([line.split()[:4] for line in lines[1:4]],
                         [["6.12/x86_64/clang", "3", "0", "before"], ["7.3/x86_64/gcc", "4", "0", "0s"],
                          ["6.1/x86_64/gcc", "5", "0", "0s"]])
        self.assertEqual(lines[-1], "12 passed, 0 failed")
        self.assertNotIn("before", " ".join(self.run_cells(cells, [(1, 0, "")] * 3, RESUME="")[1:4]))

    def test_what_another_layer_came_to_does_not_count(self):
        self.run_cells("6.12/x86_64/clang", [(3, 0, "")])
        with mock.patch.object(matrix.done, "content", return_value="other"):
            self.assertNotIn("before", self.run_cells("6.12/x86_64/clang", [(1, 0, "")], RESUME="1")[1])

    def test_a_folder_may_have_changed(self):
        for _ in range(2):
            lines = self.run_cells("/a/x86_64/gcc", [(3, 0, "")], RESUME="1")
            self.assertNotIn("before", lines[1])

    def test_all_are_those_of_the_table(self):
        names = [str(cell) for cell in matrix.parse("all")]
        self.assertIn("6.12/s390/clang+kunit", names)
        self.assertIn("stock/6.12", names)
        self.assertEqual(set(names), set(matrix.known(matrix.TABLE.read_text(encoding="utf-8"))))


class Table(Case):
    def test_rows_take_the_place_of_older_ones(self):
        file = self.folder / "cells.rst"
        matrix.record([("6.12/x86_64/gcc", "7", "1", ""), ("5.10/x86_64/gcc", "7", "0", "")], file)
        matrix.record([("6.12/x86_64/gcc", "8", "0", 'says "no"')], file)
        rows = [line for line in file.read_text().splitlines() if line.startswith('   "')]
        self.assertEqual(rows, ['   "5.10/x86_64/gcc","7","0",""', '   "6.12/x86_64/gcc","8","0","says ""no"""'])

    def test_remarks(self):
        of_tree = "The tree's own C does not compile: fs/a.c: wrong"
        self.assertEqual(matrix.remark(1, of_tree), of_tree)
        self.assertEqual(matrix.remark(1, "building failed; the log is /a/b."), "")
        self.assertEqual(matrix.remark(0, "Kconfig refuses it"), "Kconfig refuses it")
        self.assertEqual(matrix.remark(1, "KUnit: 3 of 4 cases passed"), "KUnit: 3 of 4 cases passed")

    def test_kunit_counts_by_architecture(self):
        rows = [("6.12/arm/clang+kunit", "29", "1", "KUnit: 3 of 4 cases passed"), ("6.12/arm/clang", "26", "0", ""),
                ("6.1/arm/clang", "26", "0", ""), ("6.1/arm/clang+kunit", "30", "0", "KUnit: 4 of 4 cases passed")]
        self.assertEqual(matrix.by_architecture(rows)[1], [
            ["arm", "clang", "30 passed; KUnit: 4 of 4 cases passed",
             "29 passed, 1 failed; KUnit: 3 of 4 cases passed"]])

    def test_kunit_of_a_run(self):
        log = "         KUnit: 4 of 4 cases passed\n\n30 passed, 0 failed\n"
        self.set_environment(RUST_LAYER_CACHE=str(self.folder))

        def run(*_, stdout, **__):
            stdout.write(log)
            return mock.Mock(returncode=0)
        with mock.patch.object(matrix.subprocess, "run", run):
            self.assertEqual(matrix.run(matrix.parse("6.12/arm/clang+kunit")[0]),
                             (30, 0, "KUnit: 4 of 4 cases passed"))

    def test_by_architecture(self):
        rows = [("6.12/x86_64/gcc", "7", "1", ""), ("5.10/x86_64/gcc", "7", "0", ""),
                ("6.12/x86_64/gcc+rt", "7", "0", ""), ("6.12/i386/clang", "0", "0", "Kconfig refuses it"),
                ("6.12/hexagon/clang", "7", "0", "not booted")]
        self.assertEqual(matrix.by_architecture(rows), (["5.10", "6.12"], [
            ["hexagon", "clang", "", "7 passed; not booted"], ["i386", "clang", "", "Kconfig refuses it"], ["x86_64", "gcc", "7 passed", "7 passed, 1 failed"]]))
        file = self.folder / "cells.rst"
        matrix.record(rows, file)
        text = (self.folder / "arch-support-cells.rst").read_text()
        self.assertIn("   :header: Architecture, C by, 5.10, 6.12\n", text)
        self.assertIn('   "x86_64","gcc","7 passed","7 passed, 1 failed"\n', text)
