# SPDX-License-Identifier: GPL-2.0-only
"""KUnit reports: what passed, failed, was skipped, and what is missing."""

import unittest

from layer import ktap, samples
from layer.console import Report
from layer.tally import Tally
from support import quiet

REPORT = """KTAP version 1
1..2
    KTAP version 1
    # Subtest: first
    # module: kernel
    1..3
    ok 1 a
    # b: EXPECTATION FAILED at rust/kernel/x.rs:12
    Expected 1 == 2
    not ok 2 b
    ok 3 c # SKIP not here
# first: pass:1 fail:1 skip:1 total:3
not ok 1 first
    KTAP version 1
    # Subtest: second
    1..1
        KTAP version 1
        # Subtest: d
        ok 1 one
        ok 2 two
    ok 1 d
ok 2 second
"""

OLD = """TAP version 14
    # Subtest: first
    1..2
    ok 1 - a
    not ok 2 - b
not ok 1 - first
"""


class Parse(unittest.TestCase):
    def outcomes(self, text):
        return [(case.name, case.outcome) for case in ktap.parse(text.splitlines())]

    def test_report(self):
        self.assertEqual(self.outcomes(REPORT), [
            ("first / a", "passed"), ("first / b", "failed"), ("first / c", "skipped"),
            ("second / d / one", "passed"), ("second / d / two", "passed")])
        failed = ktap.parse(REPORT.splitlines())[1]
        self.assertIn("# b: EXPECTATION FAILED at rust/kernel/x.rs:12", failed.detail)

    def test_old_form(self):
        self.assertEqual(self.outcomes(OLD), [("first / a", "passed"), ("first / b", "failed")])

    def test_missing_cases(self):
        self.assertEqual(self.outcomes(REPORT.replace("    ok 1 a\n", ""))[-3],
                         ("first (reported 2 of 3)", "failed"))

    def test_missing_suite(self):
        self.assertEqual(self.outcomes(REPORT.replace("1..2", "1..3", 1))[-1],
                         ("KUnit (ended early, 2 of 3 reported)", "failed"))

    def test_ended_early(self):
        cut = REPORT[:REPORT.index("    not ok 2 b")]
        self.assertEqual([outcome for _, outcome in self.outcomes(cut)], ["passed", "failed", "failed"])

    def test_suite_that_fails_by_itself(self):
        self.assertEqual(self.outcomes(REPORT.replace("ok 2 second", "not ok 2 second"))[-1], ("second", "failed"))

    def test_two_reports(self):
        self.assertEqual(len(self.outcomes(REPORT + REPORT)), 10)

    def test_counted(self):
        for text, expected in ((REPORT, (3, 1)), ("nothing", (0, 1))):
            tally = Tally()
            quiet(samples.judge_kunit, Report(kernel=text.splitlines()), tally)
            self.assertEqual((tally.passed, tally.failed), expected)
