# SPDX-License-Identifier: GPL-2.0-only
"""Which C names sources ask for, and which headers have them."""

from layer.paths import REPO
from support import Case

KBUILD = REPO / "rust" / "kbuild"


class Demand(Case):
    """demand.awk: the C names that sources ask for."""

    def ask(self, *texts):
        """Returns what sources of these texts ask for."""
        names = [self.write(f"{n}.rs", text) for n, text in enumerate(texts)]
        return self.run_in("awk", "-f", KBUILD / "demand.awk", *names).stdout.split()

    def test_names(self):
        self.assertEqual(self.ask("use bindings::{a, b as c};\nbindings::d(kernel::bindings::e);\n"),
                         ["a", "b", "d", "e"])

    def test_other_names_of_bindings(self):
        for use in ("use kernel::bindings as c;", "use kernel::{bindings as c, prelude::*};",
                    "use kernel::bindings::{self as c};", "use kernel::{\n    bindings::{\n        self as c,\n    },\n};"):
            with self.subTest(use):
                self.assertEqual(sorted({"self", *self.ask(use + "\nc::a(&abc::d, [c::b]);\n")} - {"self"}), ["a", "b"])
        self.assertEqual(self.ask("kernel::bindings\n    ::a();\n", "c::b();\n"), ["a"])

    def test_all_of_bindings(self):
        for use in ("use kernel::bindings::*;", "use kernel::{bindings::{*}, prelude::*};", "use bindings::{x, *};"):
            with self.subTest(use):
                self.assertLessEqual({"a", "b_1"}, set(self.ask(use + "\nunsafe { a(b_1) }\n")))
        self.assertEqual(self.ask("use kernel::prelude::*;\nlet x = bindings::a * b;\n"), ["a"])

    def test_tracepoints(self):
        self.assertEqual(self.ask("declare_trace! {\n    /// In {} braces.\n    pub unsafe fn a_1(x: u8, y: u8);\n"
                                  "    unsafe fn b();\n}\nunsafe fn c() {}\n", "unsafe fn d();\n"),
                         [f"{before}_{name}" for name in ("a_1", "b") for before in ("__tracepoint", "rust_do_trace")])

    def test_named_ones_alone(self):
        source = self.write("x.rs", "use bindings::{b, *};\na(bindings::c);\n")
        found = self.run_in("awk", "-v", "explicit=1", "-f", KBUILD / "demand.awk", source)
        self.assertLessEqual({"b", "c"}, set(found.stdout.split()))
        self.assertNotIn("a", found.stdout.split())


class Headers(Case):
    """headers.sh and unread.awk: the header that has a C name."""

    HEADERS = {
        "include/linux/a.h": "extern int variable;\n/* function(x) is\n * function(x);\n */\n#define LARGE 3\n"
                             "static inline int\nbelow(int x)\n{\n\treturn called(x) + 1;\n}\n",
        "include/linux/b.h": "struct pair {\n\tint function;\n};\nstruct other *f(struct pair *, int given);\n"
                             "enum kind {\n\tONE,\n\tTWO = 3,\n};\nint __must_check function(int x);\n",
        "include/linux/deep/c.h": "int function(int x);\ntypedef unsigned int word;\nstruct later;\nextern char table[];\n"
                                  "int uses_two[] = {\n\tTWO,\n};\n",
        "include/net/d.h": "typedef struct {\n\tint x;\n} thing;\nint called(int x);\nunsigned given;\n",
        "include/uapi/linux/e.h": "#  define ONLY_USER(x) (x)\nstruct later {\n};\n",
        "arch/x86/include/asm/f.h": "u64 of_processor(void);\n",
        "arch/arm/include/asm/g.h": "u64 of_another(void);\n",
        "include/generated/h.h": "#define MADE 1\n",
    }

    def test_headers(self):
        for name, text in self.HEADERS.items():
            self.write(name, text)
        expected = {"variable": "linux/a.h", "LARGE": "linux/a.h", "below": "linux/a.h", "function": "linux/b.h",
                    "pair": "linux/b.h", "f": "linux/b.h", "ONE": "linux/b.h", "TWO": "linux/b.h", "kind": "linux/b.h",
                    "word": "linux/deep/c.h", "table": "linux/deep/c.h", "thing": "net/d.h", "called": "net/d.h",
                    "ONLY_USER": "linux/e.h", "later": "linux/e.h", "of_processor": "asm/f.h"}
        for absent in ("of_another", "MADE", "given", "x", "nowhere"):
            expected[absent] = None
        names = self.write("names", "".join(f"{name}\n" for name in expected))
        found = self.run_in("sh", KBUILD / "headers.sh", ".", "x86", names)
        self.assertEqual(found.stderr, "")
        self.assertEqual({line.split()[1]: line.split()[0] for line in found.stdout.splitlines()},
                         {name: header for name, header in expected.items() if header})
        nothing = self.run_in("sh", KBUILD / "headers.sh", ".", "x86", self.write("names", "nowhere\n"))
        self.assertEqual((nothing.returncode, nothing.stdout, nothing.stderr), (0, "", ""))

    def test_folders_that_are_links(self):
        for name in ("include/linux/a.h", "include/net/d.h", "arch/x86/include/asm/f.h"):
            self.write(f"common/{name}", self.HEADERS[name])
        for name in ("include", "arch/x86/include"):
            (self.folder / name).mkdir(parents=True)
        for name in ("include/linux", "include/net", "arch/x86/include/asm"):
            (self.folder / name).symlink_to(self.folder / "common" / name)
        names = self.write("names", "variable\ncalled\nof_processor\n")
        found = self.run_in("sh", KBUILD / "headers.sh", ".", "x86", names)
        self.assertEqual((found.stdout, found.stderr), ("asm/f.h of_processor\nlinux/a.h variable\nnet/d.h called\n", ""))

    def test_unread(self):
        names = self.write("names", "a\nb\nc_1\n")
        found = self.run_in("awk", "-f", KBUILD / "unread.awk", names, "-", input="int a(ab);\n#define c_1 b_\n")
        self.assertEqual(found.stdout, "b\n")
