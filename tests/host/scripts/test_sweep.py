# SPDX-License-Identifier: GPL-2.0-only
"""The failure sweep: what is made of the guest's words, and what counts as a fault."""

from layer import expect, sweep, swept
from layer.errors import Stop
from support import Case

INSMOD = expect.parse("insmod a\nrmmod a\n", "a.expect")
WHOLE = ["layer: begin 10-a", "layer: at 1 3", "layer: outcome 1 3 1 1 insmod: a: Cannot allocate memory",
         "layer: clean 1 0", "layer: swept 1 3 4", "layer: clean 2 0", "layer: swept 2 0 1", "layer: leaks",
         "layer: end 10-a"]


def read(lines):
    """Returns the script that a console tells of."""
    reader = swept.Reader()
    for line in lines:
        reader.feed(line)
    return reader.scripts["10-a"]


class Steps(Case):
    def faults(self, lines, number=1, faux=False):
        """Returns what is wrong with a step."""
        return swept.judge_step(read(lines).steps.get(number), INSMOD[number - 1], faux)

    def test_all_is_well(self):
        script = read(WHOLE)
        self.assertEqual((script.steps[1].failures, script.steps[1].last, script.scans), (3, 4, 1))
        self.assertEqual((self.faults(WHOLE), self.faults(WHOLE, 2)), ([], []))

    def test_a_report_is_a_fault_of_its_allocation(self):
        for text in ("BUG: KASAN: slab-use-after-free in f", "WARNING: possible recursive locking detected",
                     "BUG: sleeping function called from invalid context", "kmemleak: Kernel memory leak detector disabled"):
            with self.subTest(text=text):
                self.assertEqual(self.faults([*WHOLE[:2], f"[    1.0] {text}", *WHOLE[2:]]), [f"allocation 3: {text}"])

    def test_what_a_failure_brings_is_no_report(self):
        for text in ("kmemleak: Cannot allocate a scan area, scanning the full object", "INFO: lockdep is turned off.",
                     "WARNING: CPU: 0 PID: 7 at lib/dynamic_debug.c:1353 ddebug_module_notify+0x4b/0x110",
                     "Call Trace:", "FAULT_INJECTION: forcing a failure."):
            with self.subTest(text=text):
                self.assertEqual(self.faults([*WHOLE[:2], f"[    1.0] {text}", *WHOLE[2:]]), [])

    def test_another_error_is_a_fault(self):
        lines = [line.replace("Cannot allocate memory", "Invalid argument") for line in WHOLE]
        self.assertEqual(self.faults(lines), ["allocation 1 and 2 more: ends with 'insmod: a: Invalid argument' "
                                              "instead of ENOMEM"])

    def test_of_a_faux_device_c_says_that_it_is_not_there(self):
        lines = [line.replace("Cannot allocate memory", "No such device") for line in WHOLE]
        self.assertEqual((len(self.faults(lines)), self.faults(lines, faux=True)), (1, []))
        self.assertTrue(sweep.makes_faux("rust_debugfs") and not sweep.makes_faux("rust_minimal"))

    def test_a_module_that_never_loads_is_a_fault(self):
        lines = [line.replace("clean 1 0", "clean 1 1 insmod: a: No such device") for line in WHOLE]
        self.assertIn("without a failure it ends with 'insmod: a: No such device'", self.faults(lines))

    def test_a_module_that_does_not_come_back_is_a_fault(self):
        lines = [*WHOLE[:3], "layer: stuck 1 3 insmod: a: No such device", *WHOLE[3:]]
        self.assertEqual(self.faults(lines),
                         ["allocation 3: afterwards the module was not as before: insmod: a: No such device"])
        self.assertEqual(self.faults(lines[:4]), ["was not done: it came to allocation 3: insmod: a: No such device"])

    def test_what_was_not_reached_is_a_fault(self):
        self.assertEqual(self.faults(WHOLE[:3]), ["was not reached"])


class Leaks(Case):
    def test_a_leak_knows_its_allocation(self):
        script = read([*WHOLE[:-2], "layer: leak unreferenced object 0xffff888000000000 (size 64):",
                       'layer: leak   comm "insmod", pid 7, jiffies 42', "layer: leaker 0 1 2", *WHOLE[-2:]])
        leak, = script.leaks
        self.assertEqual((leak.process, leak.jiffies, leak.attempt), (7, 42, (1, 2)))
        self.assertFalse(leak.is_of_c)

    def test_what_c_loses_is_of_c(self):
        leak, = read([*WHOLE[:-2], "layer: leak unreferenced object 0xffff888000000000 (size 8):",
                      "layer: leak     kobject_init_and_add+0x7c/0x90", "layer: leak     sysfs_slab_add+0x7e/0x1b0",
                      *WHOLE[-2:]]).leaks
        self.assertTrue(leak.is_of_c)

    def test_no_line_of_a_leak_is_passed_over(self):
        leak, = read([*WHOLE[:-2], "layer: leak nced object 0xffff888000000000 (size 64):", *WHOLE[-2:]]).leaks
        self.assertEqual(len(leak.lines), 1)


class Front(Case):
    def test_choice(self):
        self.assertEqual(sweep.choose("", ["b", "a"], ["s"]), (["a", "b"], ["*"]))
        self.assertEqual(sweep.choose("s a", ["b", "a"], ["s"]), (["a"], ["s"]))
        self.assertEqual(sweep.choose("a suites", ["b", "a"], ["s"]), (["a"], ["*"]))
        with self.assertRaisesRegex(Stop, "there is no sample and no suite 'x'; samples are b, a"):
            sweep.choose("x", ["b", "a"], ["s"])

    def test_every_detector_has_its_module(self):
        sources = {path.stem for path in sweep.FOLDER.glob("broken_*.rs")}
        self.assertEqual(sources, set(sweep.DETECTORS))
        texts = sweep.scripts([], [], None)
        self.assertEqual(sum("insmod /modules/broken_" in text for text in texts.values()), len(sources))

    def test_suites_are_found(self):
        self.assertIn(sweep.DOCTESTS, sweep.suites())
        self.assertIn("rust_kernel_kthread", sweep.suites())
        self.assertNotIn("example_of_a_suite", sweep.suites())
