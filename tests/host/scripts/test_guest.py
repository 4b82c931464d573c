# SPDX-License-Identifier: GPL-2.0-only
"""The guest's program: its shell and its commands, on this machine."""

import os
import subprocess

from layer import boot, cells, guest, toolchain
from layer.paths import VM
from support import Case, quiet


class Program(Case):
    """The program, made with this machine's own kernel headers."""

    def setUp(self):
        super().setUp()
        arch = cells.choose("6.12", "x86_64", "clang").data
        arch["guest"] = {"flags": ["-idirafter", "/usr/include"]}
        llvm = toolchain.find_llvm(toolchain.find_rustc().llvm)
        made, _ = quiet(guest.make, llvm, arch, "/usr/include/x86_64-linux-gnu", self.folder)
        again, _ = quiet(guest.make, llvm, arch, "/usr/include/x86_64-linux-gnu", self.folder)
        self.assertEqual(made, again)
        self.program_file = self.folder / "guest"
        self.program_file.write_bytes(made)
        self.program_file.chmod(0o755)

    def sh(self, script):
        """Returns (status, what was printed) of a script."""
        done = subprocess.run([self.program_file, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False, cwd=self.folder, timeout=20)
        return done.returncode, done.stdout

    def test_scripts(self):
        cases = (
                ("echo a  b; echo 'c  d' \"e  f\"", (0, "a b\nc  d e  f\n")),
                ("n=0; while [ $n -lt 3 ]; do echo $n; n=$((n + 1)); done > o; cat o", (0, "0\n1\n2\n")),
                ("for n in 3 4; do echo $n x$(echo hi there)y; done", (0, "3 xhi therey\n4 xhi therey\n")),
                ("false || echo no; true && echo yes; test ! -e /nope", (0, "no\nyes\n")),
                ("f() { echo f:$1 && eval \"$2\" || exit 3; }; f q 'false'; echo not reached", (3, "f:q\n")),
                ("if test 1 -gt 2; then echo A; else echo B; fi; { echo x; echo y; } | head -n 1", (0, "B\nx\n")),
                ("echo 1 > p1; echo 2 > p2; for f in p?; do echo $f $(cat $f); done; rm p?; ls", (0, "p1 1\np2 2\n")),
                ("exec 3<> o; echo one >&3; exec 3>&-; cat o | tail -n 1; cat o | wc -c", (0, "one\n4\n")),
                ("printf abcd > o; printf XY | dd of=o bs=1 seek=1 2>/dev/null; cat o", (0, "aXYd")),
                ("dd if=/dev/zero of=/dev/null bs=4 count=2 2>&1", (0, "2+0 records in\n2+0 records out\n")),
                ("dd if=/dev/zero of=/dev/full bs=4 count=2 2>&1 | grep -c No.space", (0, "1\n")),
                ("set -- $(echo a 12 b); echo $2 $((2 * (3 + $2) - 1))", (0, "12 29\n")),
                ("echo 'x y:z' | cut -d : -f 2; echo $?", (0, "z\n0\n")),
                ("false; echo $?; test 1 -eq 2 || echo $?; echo x | grep y; echo $?", (0, "1\n1\n1\n")),
                ("cat /no/such", (1, "cat: /no/such: No such file or directory\n")),
                ("cat <&9; echo $?", (0, "sh: 9: Bad file descriptor\n1\n")),
                ("n=0; while [ $n -lt 6000 ]; do echo line $n of many; n=$((n + 1)); done > o; grep -c of.many o; "
                 "grep 5999 o", (0, "6000\nline 5999 of many\n")),
                ("nonsense", (127, "nonsense: command: No such file or directory\n")),
                ("ioctl /dev/null", (1, "ioctl: /dev/null: Invalid argument\n")),
                ("ioctl /dev/null 0x80047c82", (1, "ioctl: /dev/null: Inappropriate ioctl for device\n")),
                ("timed /dev/zero poll 5 | cut -d , -f 1", (0, "bench poll 5: 2000 operations\n")),
                ("timed /dev/zero mmap 2 | cut -d , -f 1", (0, "bench mmap 2: 2000 operations\n")),
                ("timed /dev/zero/ mmap 2", (1, "timed: /dev/zero/: Not a directory\n")),
                ("timed /dev/zero map 2", (1, "timed: map: Invalid argument\n")))
        for place, (script, outcome) in enumerate(cases):
            with self.subTest(script):
                self.assertEqual(self.sh(f"mkdir d{place}; cd d{place}; {script}"), outcome)

    def test_signals(self):
        os.mkfifo(self.folder / "fifo")
        for steps, outcome in (("hello", (0, "hello\n")), ("-STOP -CONT again", (0, "again\n")), ("-TERM", (143, "")),
                               ("-KILL; echo $?", (0, "137\n")), ("-CHLD undisturbed", (0, "undisturbed\n"))):
            with self.subTest(steps):
                self.assertEqual(self.sh(f"signals fifo {steps}"), outcome)


    def test_poll(self):
        os.mkfifo(self.folder / "fifo")
        self.assertEqual(self.sh("poll fifo text"), (0, "write\nread write\n"))
        self.assertEqual(self.sh("poll fifo"), (1, "poll: fifo: Invalid argument\n"))


LOADED = r"""// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include "system.h"

static bool there[26];

void format(char *to, size_t size, const char *how, ...)
{
	va_list arguments;

	va_start(arguments, how);
	vsnprintf(to, size, how, arguments);
	va_end(arguments);
}

bool stat_mode(const char *path, unsigned int *mode)
{
	return there[path[sizeof("/sys/module/") - 1] - 'a'];
}

int main(int argc, char **argv)
{
	for (int n = 1; n < argc; n++) {
		char name[] = { argv[n][1], 0 }, *words[] = { "insmod", name, argv[n] };
		struct loaded *known;

		switch (argv[n][0]) {
		case '+':
			there[*name - 'a'] = true;
			if (!remember_loaded(name, 3, words))
				printf("no place for %s\n", name);
			break;
		case '-':
			there[*name - 'a'] = false;
			break;
		default:
			known = recall_loaded(name);
			printf("%s:", name);
			for (int word = 0; known && word < known->argc; word++)
				printf(" %s", known->argv[word]);
			printf("\n");
		}
	}
	return 0;
}
"""


class Loaded(Case):
    """How modules were loaded, of which the sweep keeps a few."""

    def after(self, *events):
        """Returns the program's lines; `+a` loads the module a, `-a` unloads it, `?a` asks for it."""
        program = self.folder / "loaded"
        if not program.exists():
            done = self.run_in("cc", "-Wall", "-Werror", "-I", VM, self.write("main.c", LOADED), VM / "loaded.c",
                               "-o", program)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
        return self.run_in(program, *events).stdout.splitlines()

    def test_two_at_a_time_after_many_others(self):
        others = [event for name in "abcdefghijkl" for event in (f"+{name}", f"-{name}")]
        self.assertEqual(self.after(*others, "+x", "+y", "-y", "?y", "-x", "?x"),
                         ["y: insmod y +y", "x: insmod x +x"])

    def test_again_with_other_words(self):
        self.assertEqual(self.after("+x1", "-x", "+x2", "?x"), ["x: insmod x +x2"])

    def test_more_than_there_are_places(self):
        self.assertEqual(self.after(*(f"+{name}" for name in "abcdefghi"), "?h", "?i", "-a", "+i", "?i"),
                         ["no place for i", "h: insmod h +h", "i:", "i: insmod i +i"])


class Compiler(Case):
    def test_of_another(self):
        arch = {"triple": "m68k-linux-gnu", "guest": {"compiler": "m68k-linux-gnu-gcc", "flags": ["-m68020"]}}
        self.assertEqual(guest.compiler(None, arch), ["m68k-linux-gnu-gcc", "-m68020"])

    def test_archive(self):
        self.assertIn(b"init\0\0", boot.initramfs(b"program", [], {"a": "true\n"}))
