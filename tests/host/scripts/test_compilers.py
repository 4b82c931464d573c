# SPDX-License-Identifier: GPL-2.0-only
"""Which of several compilers in PATH builds a module for a kernel's headers."""

import os
import unittest
from types import SimpleNamespace
from unittest import mock

from layer import compilers
from layer.errors import Stop

from support import Case, quiet

TEXT = "gcc-14 (Debian 14.2.0-19) 14.2.0"


class Major(unittest.TestCase):
    def test_of_each_kind(self):
        for text, wanted in ((TEXT, 14), ("gcc (GCC) 13.2.1 20240801 (Red Hat 13.2.1-7)", 13), ("gcc (Ubuntu 9.4.0-1) 9.4.0", 9),
                             ("Debian clang version 22.1.3 (+rc2)\nTarget: x", 22), ("", None), (None, None), ("text", None)):
            self.assertEqual(compilers.major(text), wanted, text)


class Gcc(Case):
    def setUp(self):
        super().setUp()
        self.headers = self.folder / "headers"
        self.headers.mkdir()

    def gcc(self, folder, name, version):
        self.program(f"{folder}/{name}", f'echo "{name} (Test {version}-1) {version}"\n')

    def choose(self, text=TEXT, **environ):
        kernel = SimpleNamespace(folder=self.headers, settings={"CONFIG_CC_VERSION_TEXT": f'"{text}"'})
        path = os.pathsep.join([*(str(self.folder / name) for name in ("a", "b")), "/bin"])
        with mock.patch.dict(os.environ, PATH=path):
            return quiet(compilers.choose_gcc, kernel, {"PATH": path, **environ})

    def test_the_kernel_s_own_stands_behind_another(self):
        self.gcc("a", "gcc", "12.2.0")
        self.gcc("b", "gcc-14", "14.2.0")
        self.assertEqual(self.choose(), ("gcc-14", ""))

    def test_the_first_one_fits(self):
        self.gcc("a", "gcc", "14.1.0")
        self.gcc("b", "gcc-12", "12.2.0")
        self.assertEqual(self.choose(), ("gcc", ""))

    def test_none_fits(self):
        self.gcc("a", "gcc", "12.2.0")
        name, said = self.choose("gcc-99 (Debian 99.1.0-2) 99.1.0")
        self.assertEqual(name, "gcc")
        self.assertIn("was compiled by gcc-99 (Debian 99.1.0-2) 99.1.0, and gcc is of version 12; if it does not take that "
                      "kernel's flags, install gcc-99 or name one with CC=.", said)

    def test_what_the_headers_name_comes_first(self):
        (self.headers / ".kernelvariables").write_text("CC = $(if $(X),$(CCACHE)) $(CROSS_COMPILE)gcc-14\n", encoding="utf-8")
        self.gcc("a", "gcc", "14.2.0")
        self.gcc("b", "gcc-14", "14.2.0")
        self.assertEqual(self.choose(), ("gcc-14", ""))

    def test_what_the_headers_name_may_have_a_long_name(self):
        (self.headers / ".kernelvariables").write_text(
            "CC = $(if $(X),$(CCACHE)) $(CROSS_COMPILE)gcc-14\noverride CROSS_COMPILE = x86_64-linux-gnu-\n", encoding="utf-8")
        self.gcc("a", "gcc", "12.2.0")
        self.gcc("b", "gcc-14", "14.2.0")
        self.assertEqual(self.choose(), ("gcc-14", ""))
        self.gcc("b", "x86_64-linux-gnu-gcc-14", "14.2.0")
        self.assertEqual(self.choose(), ("x86_64-linux-gnu-gcc-14", ""))

    def test_the_very_one_of_the_kernel_comes_before_what_the_headers_name(self):
        (self.headers / "Makefile").write_text("CC = $(CROSS_COMPILE)gcc-14\n", encoding="utf-8")
        self.gcc("a", "gcc-14", "14.2.0")
        self.gcc("a", "x-gcc-14", "14.2.0")
        self.assertEqual(self.choose("x-gcc-14 (Test 14.2.0-1) 14.2.0"), ("x-gcc-14", ""))
        self.assertEqual(self.choose("x-gcc-14 (Test 14.2.0-2) 14.2.0"), ("gcc-14", ""))

    def test_what_the_kernel_names(self):
        self.gcc("a", "gcc", "12.2.0")
        self.gcc("b", "x-gcc-14", "14.2.0")
        self.assertEqual(self.choose(f"x-{TEXT}"), ("x-gcc-14", ""))

    def test_cc_is_taken_at_its_word(self):
        self.gcc("a", "own", "12.2.0")
        name, said = self.choose(CC="own")
        self.assertEqual(name, "own")
        self.assertIn("own is of version 12", said)
        with self.assertRaisesRegex(Stop, "CC=/nowhere/gcc does not run"):
            self.choose(CC="/nowhere/gcc")

    def test_no_compiler(self):
        (self.headers / "Makefile").write_text("CC = gcc-99\n", encoding="utf-8")
        with mock.patch("shutil.which", return_value=None), \
             self.assertRaisesRegex(Stop, "is compiled by gcc-99, which is not here; install it, or name another with CC="):
            self.choose()


class Rustc(Case):
    def rustc(self, folder, version):
        self.write(f"{folder}/sysroot/lib/rustlib/src/rust/library/core/src/lib.rs", "")
        return self.program(f"{folder}/rustc", f"""case "$*" in
            *sysroot*) echo {self.folder}/{folder}/sysroot ;;
            *verbose*) echo "rustc {version}"; echo "release: {version}"; echo "LLVM version: 22.1" ;;
            *) echo "rustc {version}" ;; esac""")

    def choose(self, made_by, has_layer=True, **environ):
        kernel = SimpleNamespace(has_layer=has_layer, settings={"CONFIG_RUSTC_VERSION_TEXT": f'"rustc {made_by}"'})
        path = os.pathsep.join([f"{self.folder}/a", f"{self.folder}/b", "/usr/bin", "/bin"])
        return compilers.choose_rustc(kernel, {"PATH": path, **environ}).path

    def test_two_in_path(self):
        first, second = self.rustc("a", "1.98.0"), self.rustc("b", "1.99.0")
        self.assertEqual(self.choose("1.99.0"), second)
        self.assertEqual(self.choose("1.98.0"), first)
        self.assertEqual(self.choose("1.97.0"), first)
        self.assertEqual(self.choose("1.99.0", has_layer=False), first)
        self.assertEqual(self.choose("1.99.0", RUSTC=str(first)), first)


if __name__ == "__main__":
    unittest.main()
