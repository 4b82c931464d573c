# SPDX-License-Identifier: GPL-2.0-only
"""The bench: what the guest is told, what is read from what it says, and that slow code shows."""

import json

from layer import bench, bench_show
from layer.bench import Pair
from layer.console import Step
from layer.errors import Stop
from layer.tally import Tally
from support import Case, quiet

SLOWED = Pair("slowed", "slow", ("x",), slower=2)


def steps(rust, c, figure="x"):
    """What a guest says of both halves that took so many nanoseconds for 10 operations."""
    return [Step("insmod /modules/a_rust.ko", [(6, f"a_rust: bench {figure}: 10 operations, {rust} ns")], [], 0),
            Step("rmmod a_rust", [], [], 0),
            Step("insmod /modules/a_c.ko", [(6, f"a_c: bench {figure}: 10 operations, {c} ns")], [], 0)]


class Guest(Case):
    def test_halves_take_turns(self):
        lines = bench.script(Pair("a", "a", timed=("read 8",))).splitlines()
        self.assertEqual([line.split()[2:] for line in lines if "insmod" in line],
                         [["insmod", f"/modules/a_{half}.ko"] for half in ("rust", "c", "c", "rust")])
        self.assertEqual(lines[1], "step 2 timed /dev/bench_a_rust read 8")
        self.assertEqual(len(lines), 12)

    def test_modules_from_elsewhere(self):
        pair = Pair("a", "a", timed=("direct 8",), rust={"module": "r", "file": "/dev/r", "begin": "mount", "end": "umount"},
                    c={"module": "c", "parameters": "n=1", "file": "/dev/c"})
        lines = [line.split(maxsplit=2)[2] for line in bench.script(pair).splitlines()]
        self.assertEqual(lines[:8], ["insmod /modules/r.ko", "mount", "timed /dev/r direct 8", "umount", "rmmod r",
                                     "insmod /modules/c.ko n=1", "timed /dev/c direct 8", "rmmod c"])
        self.assertEqual(bench.figures(pair, [Step("insmod /modules/r.ko", [], [], 0), Step(
            "timed /dev/r direct 8", [], ["bench direct 8: 10 operations, 70 ns"], 0)])[0], {("rust", "direct 8"): 7.0})

    def test_the_least_counts(self):
        found, faults = bench.figures(Pair("a", "a"), steps(500, 300) + steps(400, 350))
        self.assertEqual((found, faults), ({("rust", "x"): 40.0, ("c", "x"): 30.0}, []))

    def test_a_command_reports_as_well(self):
        found, _ = bench.figures(Pair("a", "a"), [Step("insmod /modules/a_c.ko", [], [], 0),
                                  Step("timed /dev/bench_a_c read 8", [], ["bench read 8: 10 operations, 70 ns"], 0)])
        self.assertEqual(found, {("c", "read 8"): 7.0})

    def test_a_failing_command_is_a_complaint(self):
        _, faults = bench.figures(Pair("a", "a"), [Step("insmod /modules/a_c.ko", [], ["no memory"], 1)])
        self.assertEqual(faults, ["insmod /modules/a_c.ko: no memory"])


class Judge(Case):
    def judge(self, pair, said):
        """Returns (figures, tally)."""
        tally = Tally()
        return quiet(bench.judge, pair, bench.figures(Pair("a", "a"), said)[0], tally)[0], tally

    def test_both_halves_must_report(self):
        found, tally = self.judge(Pair("a", "a", ("x", "y")), steps(500, 300))
        self.assertEqual((found, tally.failed), ([], 1))

    def test_a_slow_half_is_seen(self):
        self.assertEqual(self.judge(SLOWED, steps(600, 300))[1].failed, 0)
        for rust in (300, 330, 1200):
            with self.subTest(rust=rust):
                self.assertEqual(self.judge(SLOWED, steps(rust, 300))[1].failed, 1)


class Show(Case):
    def rows(self):
        """A slow half, a pair and a missing one."""
        return [bench_show.Row(Pair("a", "A <b>", ("x",)), [("x", 4.0, 2.0)], {"rust": (30, 8), "c": (20, 0)}),
                bench_show.Row(SLOWED, [("x", 4.0, 2.0)], {"rust": (1, 1), "c": (1, 1)}),
                bench_show.Row(Pair("m", "M", missing="no such abstraction"), [], None)]

    def test_files(self):
        quiet(bench_show.write, self.folder, "cell", self.rows(), 1.5, 2.0)
        data = json.loads((self.folder / "bench.json").read_text())
        self.assertEqual((data["geomean"], data["worst"]), (1.5, 2.0))
        self.assertEqual(data["pairs"][0]["figures"], [{"name": "x", "rust": 4.0, "c": 2.0, "ratio": 2.0}])
        self.assertEqual(data["pairs"][0]["rodata"], {"rust": 8, "c": 0, "ratio": None})
        self.assertEqual(data["pairs"][2]["missing"], "no such abstraction")
        svg = (self.folder / "bench.svg").read_text()
        self.assertIn("A &lt;b&gt;: x", svg)
        self.assertNotIn("slow: x", svg)

    def test_cells(self):
        block = bench_show.Row(Pair("b", "B", ("x",), rust={"module": "r", "file": "/dev/r"}), [("x", 9.7, 10.0)], None)
        old = bench_show.cells("", "6.12/a/clang", self.rows(), 1.5, 2.0)
        self.assertIn('   "6.12/a/clang","1","1.500","2.000","not there","a 1.50"\n', old)
        lines = bench_show.cells(old, "6.1/a/gcc", [*self.rows(), block], 1, 2).splitlines()
        self.assertEqual(lines[-2:], ['   "6.1/a/gcc","2","1.000","2.000","0.970","a 1.50"',
                                      '   "6.12/a/clang","1","1.500","2.000","not there","a 1.50"'])
        self.assertEqual(bench_show.cells("\n".join(lines), "6.12/a/clang", self.rows(), 1, 2).count("6.12/a"), 1)

    def test_trees_that_lack_something(self):
        (self.folder / "there.h").touch()
        self.assertEqual(bench.there(Pair("a", "a", needs="there.h"), self.folder).missing, "")
        self.assertEqual(bench.there(Pair("a", "a", needs="b.h"), self.folder).missing, "this tree has no b.h")

    def test_page(self):
        text = bench_show.page("cell", self.rows(), 1.5, 2.0)
        self.assertIn('   "A <b>: x","4.0","2.0","2.000"\n', text)
        self.assertIn('   "M","","","not there: no such abstraction"\n', text)
        self.assertIn('   "a","30","20","8","0"\n', text)

    def test_a_missing_pair_is_shown(self):
        self.assertIn("M: not there: no such abstraction", quiet(bench_show.table, self.rows())[1])

    def test_sections(self):
        listing = "a.ko  :\nsection size addr\n.text 10 0\n.text.unlikely 5 0\n.init.text 3 0\n.rodata.str1.1 7 0\n.data 9 0\n"
        self.assertEqual(bench.sections(listing), (18, 7))

    def test_mean(self):
        geomean, worst = bench.summary([0.5, 2.0])
        self.assertAlmostEqual(geomean, 1.0)
        self.assertEqual(worst, 2.0)

    def test_ours(self):
        known = bench.pairs((bench.FOLDER / "pairs.toml").read_text())
        sources = {path.name for path in bench.FOLDER.iterdir()}
        wanted = {f"{pair.name}_{half}" for pair in known if not pair.missing and pair.ours for half in ("rust.rs", "c.c")}
        self.assertEqual(wanted, {name for name in sources if name.endswith((".rs", ".c")) and name != "harness.rs"})
        with self.assertRaisesRegex(Stop, "says fast of a"):
            bench.pairs("[a]\ntitle = 'a'\nfast = 1\n")
