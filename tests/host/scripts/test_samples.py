# SPDX-License-Identifier: GPL-2.0-only
"""What a sample printed, against what it must print: every way to be wrong is noticed."""

from types import SimpleNamespace
from unittest import mock

from layer import console, expect, samples
from layer.errors import Stop
from layer.tally import Tally
from support import Case, elf, quiet

EXPECT = """
# a comment
insmod demo n=1
  <6> demo: hello
  ? <7> demo: debug
  <6> ~ demo: n is [0-9]+
read /sys/x
  = 1
write /sys/x many
  fails EINVAL
rmmod demo
  demo: bye
"""

GOOD = """[    0.100000] layer: begin demo
[    0.100000] layer: step 1 insmod /modules/demo.ko n=1
[    0.200000] demo: hello
[    0.200000] layer: log <6>[    0.200000] demo: hello
[    0.200000] layer: log <4>[    0.200000] other: in between
[    0.200000] layer: log <6>[    0.200000] demo: n is 1
[    0.200000] layer: status 0
[    0.200000] layer: step 2 cat /sys/x
[    0.200000] layer: output 1
[    0.200000] layer: status 0
[    0.200000] layer: step 3 writes /sys/x many
[    0.200000] layer: output sh: write error: Invalid argument
[    0.200000] layer: status 1
[    0.200000] layer: step 4 rmmod demo
[    0.200000] layer: log <6>[    0.200000] demo: bye
[    0.200000] layer: status 0
[    0.200000] layer: end demo
[    0.200000] layer: finished
"""


def read(text):
    reader = console.Reader()
    for line in text.splitlines():
        reader.feed(line)
    return reader.report


class Judge(Case):
    def faults(self, old="", new="", expected=EXPECT):
        self.assertIn(old, GOOD)
        return expect.judge(expect.parse(expected, "demo.expect"), read(GOOD.replace(old, new, 1)).scripts["demo"])

    def test_good(self):
        self.assertEqual(self.faults(), [])
        self.assertEqual(self.faults("other: in between", "demo: debug"),
                         ["insmod demo n=1: printed '<4> demo: debug' where '<6> ~ demo: n is [0-9]+' was expected"])
        self.assertEqual(self.faults("<4>[    0.200000] other: in between", "<7>[    0.200000] demo: debug"), [])

    def test_wrong(self):
        for old, new, fault in (
                ("log <6>[    0.200000] demo: hello", "log <6>[    0.200000] demo: hallo",
                 "insmod demo n=1: printed '<6> demo: hallo' where '<6> demo: hello' was expected"),
                ("log <6>[    0.200000] demo: hello", "log <5>[    0.200000] demo: hello",
                 "insmod demo n=1: printed '<5> demo: hello' where '<6> demo: hello' was expected"),
                ("other: in between", "demo: more",
                 "insmod demo n=1: printed '<4> demo: more' where '<6> ~ demo: n is [0-9]+' was expected"),
                ("demo: n is 1", "other: n is 1", "insmod demo n=1: did not print '<6> ~ demo: n is [0-9]+'"),
                ("demo: bye", "demo: bye bye",
                 "rmmod demo: printed '<6> demo: bye bye' where 'demo: bye' was expected"),
                ("output 1", "output 2", "read /sys/x: gave ['2'], not ['1']"),
                ("Invalid argument", "No such device",
                 "write /sys/x many: failed with 'sh: write error: No such device', not with EINVAL"),
                ("status 1", "status 0", "write /sys/x many: succeeded, but was to fail with EINVAL"),
                ("status 0", "status 1", "insmod demo n=1: failed: "),
                (GOOD[GOOD.index("[    0.200000] layer: step 4"):], "", "rmmod demo: was not reached"),
                ("layer: status 0\n[    0.200000] layer: end", "layer: end", "rmmod demo: did not come to an end")):
            with self.subTest(fault):
                self.assertEqual(self.faults(old, new), [fault])

    def test_script(self):
        self.assertEqual(expect.script(expect.parse("insmod demo 's=a b'\nread /x\nwrite /x 1\n", "n")),
                         "step 1 insmod /modules/demo.ko 's=a b'\nstep 2 cat /x\nstep 3 writes /x 1\n")
        self.assertEqual(expect.script(expect.parse("sh 'cat < /x | wc -c'\n", "n")),
                         "step 1 sh -c 'cat < /x | wc -c'\n")

    def test_where_c_does_otherwise(self):
        text = "insmod demo\nread /x\n  = 1\n  @m68k fails EINTR\n  @s390 fails ENOSYS\nrmmod demo\n"
        for arch, said, status, faults in (
                ("arm64", "1", 0, []), (None, "1", 0, []),
                ("arm64", "cat: Interrupted system call", 1, ["read /x: failed: cat: Interrupted system call",
                                                              "read /x: gave ['cat: Interrupted system call'], not ['1']"]),
                ("m68k", "cat: Interrupted system call", 1, []),
                ("m68k", "1", 0, ["read /x: succeeded, but was to fail with EINTR"]),
                ("s390", "cat: Interrupted system call", 1,
                 ["read /x: failed with 'cat: Interrupted system call', not with ENOSYS"])):
            steps = [console.Step("insmod", status=0), console.Step("cat", output=[said], status=status),
                     console.Step("rmmod", status=0)]
            with self.subTest(f"{arch} {said}"):
                self.assertEqual(expect.judge(expect.parse(text, "x", arch=arch), steps), faults)

    def test_mistakes_in_the_file(self):
        for text, pattern in (("", "holds no command"), ("load demo", "x:1: 'load demo' is none of the commands"),
                              ("insmod", "none of the commands"), ("  demo: x", "x:1: an expectation before"),
                              ("insmod a\n  fails EWHAT", "x:2: EWHAT is no errno"),
                              ("insmod a\n  @vax fails EINTR", "x:2: behind @ARCH, of scripts/arch, stands 'fails'"),
                              ("insmod a\n  @m68k = 1", "x:2: behind @ARCH"),
                              ("insmod a\n  ~ (", "x:2: not a regular expression")):
            with self.assertRaisesRegex(Stop, pattern):
                expect.parse(text, "x")


class Console(Case):
    def test_report(self):
        report = read(GOOD)
        self.assertTrue(report.finished)
        self.assertEqual(report.ended, {"demo"})
        self.assertEqual(report.kernel, ["demo: hello"])
        self.assertEqual(report.disasters, [])

    def test_disasters(self):
        for line in ("Kernel panic - not syncing: Fatal exception", "BUG: unable to handle page fault for address: 0",
                     "kernel BUG at rust/helpers/bug.c:7!", "Oops: 0011 [#1] SMP", "refcount_t: underflow; use-after-free.",
                     "WARNING: CPU: 0 PID: 1 at kernel/x.c:1 f+0x0/0x10", "list_add corruption. prev->next should be",
                     "BUG: sleeping function called from invalid context at mm/slab.h:1", "Call Trace:",
                     "INFO: task init:1 blocked for more than 30 seconds.", "UBSAN: array-index-out-of-bounds in x"):
            with self.subTest(line):
                self.assertEqual(read(f"[    1.000000] {line}").disasters, [line])
                self.assertEqual(read(f"[    1.000000][    T1] {line}").disasters, [line])
        self.assertEqual(read("[    1.000000] rust_print: Alert message, no BUG here").disasters, [])

    def test_boot_is_judged(self):
        for text, failed in ((GOOD, 0), (GOOD.replace("layer: finished", ""), 1),
                             (GOOD + "[    1.0] Kernel panic - not syncing: x", 1)):
            tally = Tally()
            quiet(samples.judge_boot, read(text), "log", tally)
            self.assertEqual((tally.passed, tally.failed), (2 - failed, failed))


class Linked(Case):
    def test_counts(self):
        self.write("Module.symvers", "0x00000000\tshown\tvmlinux\tEXPORT_SYMBOL\t\n")
        for name, wanted in (("rust_a", "shown"), ("rust_b", "hidden")):
            (self.folder / f"{name}.ko").write_bytes(elf({"vermagic": "x"}, undefined=[(wanted, 1)], machine=164, bits=32))
        build = SimpleNamespace(folder=self.folder, modules=lambda: sorted(self.folder.glob("*.ko")))
        known = {name: expect.parse(f"insmod {name}\n", name, "image") for name in ("rust_a", "rust_b", "rust_c")}
        tally = Tally()
        with mock.patch.object(samples, "all_expectations", lambda: known):
            _, said = quiet(samples.linked, build, tally, "there is no machine")
        self.assertEqual((tally.passed, tally.failed), (1, 2))
        for line in "Compiled and linked, not booted: there is no machine.", "hidden", "there is no rust_c.ko":
            self.assertIn(line, said)


class Kept(Case):
    def test_every_sample_is_spoken_of(self):
        self.assertEqual(samples.without(), [])

    def test_a_sample_without_expectations_is_noticed(self):
        self.write("samples/rust_a.rs", "")
        self.write("samples/rust_b.rs", "")
        self.write("samples/rust_b.expect", "insmod rust_b\n")
        self.assertEqual(samples.without(self.folder / "samples"), ["rust_a"])
