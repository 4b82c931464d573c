# SPDX-License-Identifier: GPL-2.0-only
"""Booting: a pretended QEMU that hangs, dies, or behaves; the archive it is given."""

import os
import time

from layer import boot, cpio
from layer.errors import Stop
from support import Case


class Boot(Case):
    def lines(self, script, seconds=20, silence=20):
        qemu = self.program("qemu", script)
        return list(boot.lines([str(qemu)], self.folder / "logs/console", seconds, silence))

    def test_lines(self):
        self.assertEqual(self.lines("printf 'one\\r\\ntwo\\nthree'"), ["one", "two", "three"])
        self.assertEqual((self.folder / "logs/console").read_bytes(), b"one\r\ntwo\nthree")

    def test_keeps_the_log_before(self):
        first = boot.lines([str(self.program("qemu", "echo first; sleep 1; echo still"))], self.folder / "logs/console", 20, 20)
        self.assertEqual(next(first), "first")
        self.assertEqual(self.lines("echo second"), ["second"])
        self.assertEqual(list(first), ["still"])
        self.assertEqual((self.folder / "logs/console").read_bytes(), b"second\n")
        self.assertEqual((self.folder / "logs/console.old").read_bytes(), b"first\nstill\n")

    def test_too_slow(self):
        start = time.monotonic()
        with self.assertRaisesRegex(Stop, "The kernel was not done after 1 s; the log is") as caught:
            self.lines(f"echo $$ > {self.folder}/pid; echo booting; exec sleep 100", seconds=1)
        self.assertLess(time.monotonic() - start, 10)
        self.assertIn("booting", caught.exception.detail)
        pid = int((self.folder / "pid").read_text())
        with self.assertRaises(ProcessLookupError):
            os.kill(pid, 0)

    def test_hangs(self):
        start = time.monotonic()
        with self.assertRaisesRegex(Stop, "The kernel hangs: it said nothing for 1 s; the log is") as caught:
            self.lines("echo booting; exec sleep 100", silence=1)
        self.assertLess(time.monotonic() - start, 10)
        self.assertIn("booting", caught.exception.detail)

    def test_slow_but_alive(self):
        script = "for i in 1 2 3 4 5 6; do echo $i; sleep 0.5; done"
        self.assertEqual(self.lines(script, silence=2), list("123456"))

    def test_patience(self):
        self.assertEqual(boot.patience(7, {}), 7)
        self.assertEqual(boot.patience(7, {"BOOT_SECONDS": "300"}), 300)
        for wrong in ("x", "0", "-5", "1.5"):
            with self.assertRaisesRegex(Stop, f"BOOT_SECONDS={wrong} is no number of seconds."):
                boot.patience(7, {"BOOT_SECONDS": wrong})

    def test_prints_forever(self):
        with self.assertRaisesRegex(Stop, "was not done after 1 s"):
            self.lines("exec yes", seconds=1)

    def test_dies(self):
        with self.assertRaisesRegex(Stop, "QEMU ended with status 3") as caught:
            self.lines("echo no such machine; exit 3")
        self.assertEqual(caught.exception.detail, ["no such machine"])

    def test_device_tree(self):
        self.set_environment(PATH=str(self.program("qemu-some", "").parent))
        arch = {"qemu": {"binary": "qemu-some", "arguments": [], "memory": "1M", "console": "c", "dtb": "a.dtb"}}
        with self.assertRaisesRegex(Stop, "There is no a.dtb below"):
            boot.command(arch, self.folder / "zImage", "i")
        self.write("dts/maker/a.dtb", "")
        line = boot.command(arch, self.folder / "zImage", "i")
        self.assertEqual(line[line.index("-dtb") + 1], str(self.folder / "dts/maker/a.dtb"))

    def test_program(self):
        arch = {"program": {"arguments": ["mem=1M"], "console": "tty0"}}
        self.assertEqual(boot.command(arch, "k", "f/i")[2:6], ["k", "initrd=f/i", "uml_dir=f", "console=tty0"])
        with self.assertRaisesRegex(Stop, "takes a machine of QEMU's, and this kernel is a program"):
            boot.command(arch, "k", "i", ["-icount", "0"])

    def test_linked_alone(self):
        with self.assertRaisesRegex(Stop, "compiled and linked alone: none; `make run` does that"):
            boot.command({"linked": "none"}, "k", "i")

    def test_not_installed(self):
        arch = {"qemu": {"binary": "qemu-system-none", "package": "qemu-system-odd"}}
        with self.assertRaisesRegex(Stop, "There is no qemu-system-none; apt-get install qemu-system-odd brings it"):
            boot.command(arch, "k", "i")

    def test_too_old(self):
        self.program("bin/qemu-system-some", "echo QEMU emulator version 9.1.0")
        self.set_environment(PATH=f"{self.folder}/bin")
        qemu = {"binary": "qemu-system-some", "package": "p", "suite": "s", "minimum": "9.1"}
        self.assertEqual(boot.programs.find(qemu), "qemu-system-some")
        with self.assertRaisesRegex(Stop, "There is no qemu-system-some of version 9.2 or newer in PATH"):
            boot.programs.find(qemu | {"minimum": "9.2"})


class Archive(Case):
    def test_entries(self):
        data = cpio.archive({"a/b/c": (0o755, b"12345"), "init": (0o644, b"")})
        self.assertEqual(len(data) % 4, 0)
        names = {}
        position = 0
        while True:
            head = data[position:position + 110]
            self.assertEqual(head[:6], b"070701")
            fields = [int(head[6 + 8 * n:14 + 8 * n], 16) for n in range(13)]
            name_end = position + 110 + fields[11]
            name = data[position + 110:name_end - 1].decode()
            start = name_end + -name_end % 4
            if name == "TRAILER!!!":
                break
            names[name] = (fields[1], data[start:start + fields[6]], (fields[9], fields[10]))
            position = start + fields[6]
            position += -position % 4
        self.assertEqual(names["a/b/c"], (0o100755, b"12345", (0, 0)))
        self.assertEqual(names["a/b"][0], 0o040755)
        self.assertEqual(names["dev/console"], (0o020600, b"", (5, 1)))
        self.assertLess(list(names).index("a"), list(names).index("a/b/c"))
