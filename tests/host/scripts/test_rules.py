# SPDX-License-Identifier: GPL-2.0-only
"""What the makefiles of rust/kbuild make anew, and when, with little programs in place of the compilers."""

import os
import unittest

from layer.paths import REPO
from support import Case

KBUILD = REPO / "rust" / "kbuild"

# What of Kbuild the rules stand on. A command's dependency file is kept as fixdep would keep it.
RULES = """objtree := .
srctree := .
pound := \\#
kecho := :
CONFIG_SHELL := sh
AWK := awk
dot-target = $(dir $@).$(notdir $@)
depfile = $(dot-target).d
anew = $(filter-out FORCE,$?)$(if $(wildcard $@),,absent)
filechk = @{ $(filechk_$(1)); } > $@.tmp; if cmp -s $@.tmp $@; then rm $@.tmp; else mv $@.tmp $@; fi
if_changed = $(if $(anew),@echo made $@; $(cmd_$(1)))
if_changed_dep = $(if $(anew),@echo made $@; $(cmd_$(1)); mv $(depfile) $(dot-target).cmd)
if_changed_rule = $(if $(anew),@echo made $@; touch $@)
all:
FORCE:
"""


class Rules(Case):
    """A folder in which make runs."""

    def make(self, *words):
        """Runs make; returns the names of what was made, in order."""
        done = self.run_in("make", "-s", *words)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return [os.path.basename(line.split()[1]) for line in done.stdout.splitlines() if line.startswith("made ")]

    def change(self, path, text):
        """Writes a file, after all others have become older."""
        for folder, _, names in os.walk(self.folder):
            for name in names:
                file = os.path.join(folder, name)
                if not os.path.islink(file):
                    os.utime(file, (os.stat(file).st_mtime - 10,) * 2)
        self.write(path, text)


class Versions(Rules):
    """crates.mk: a compiler that is replaced where it is."""

    MAKEFILE = RULES + f"""obj := out
rust-src := .
cmd_rust_host = touch $@ $(depfile)
cmd_rust_macro = touch $@ $(depfile)
include {KBUILD}/crates.mk
$(call crate,low,host,low.rs,2021)
$(call crate,mac,macro,mac.rs,2021,low)
$(call crate,core,target,core.rs,2021)
all: out/libmac.so out/libcore.rmeta out/bindings.rs
out/bindings.rs: $(bindgen-version) FORCE
	$(if $(anew),@echo made $@; touch $@)
"""

    def test_versions(self):
        for number, (rustc, bindgen) in enumerate((("RUSTC_VERSION_TEXT", "BINDGEN_VERSION_TEXT"),
                                                   ("rustc/version/text.h", "bindgen/version/text.h"))):
            with self.subTest(rustc):
                for name in ("low.rs", "mac.rs", "core.rs", "out/x"):
                    self.write(name, "")
                self.write("Makefile", self.MAKEFILE.replace("objtree := .", f"objtree := {number}"))
                for name in (rustc, bindgen):
                    self.write(f"{number}/include/config/{name}", "")
                self.make()
                self.assertEqual(self.make(), [])
                self.change(f"{number}/include/config/{rustc}", "")
                self.assertEqual(self.make(), ["liblow.rlib", "libmac.so", "core.o"])
                self.change(f"{number}/include/config/{bindgen}", "")
                self.assertEqual(self.make(), ["bindings.rs"])


class Included(Rules):
    """module_bindings.mk: a header that a module's rust_bindings.h includes."""

    MAKEFILE = RULES + f"""obj := m
src := m
rust-src := rust
rust-out := out
CC := gcc
RUSTC := true
BINDGEN := ./bindgen
rust-sources := m/x.rs
include rust/kbuild/module_bindings.mk
all: $(names)/driver.args
bindgen-finish = && :
"""

    def fill(self, source):
        """Makes a module's folder, and a tree's."""
        (self.folder / "rust").mkdir()
        (self.folder / "rust/kbuild").symlink_to(KBUILD)
        self.write("rust/bindings/bindings_helper.h", '#include "tree.h"\n')
        self.write("rust/bindings/tree.h", "struct in_tree { int a; };\n")
        self.write("rust/bindings/opaque", "# none\n")
        self.write("out/generated/known", "in_tree\n")
        self.write("out/generated/bindings.rs", "pub struct in_tree {\n}\n")
        self.write("out/generated/driver.args", "--extern=kernel\n")
        self.write("out/libkernel.rmeta", "")
        self.program("bindgen", 'while [ "$1" != -o ]; do shift; done\necho "// $(cat m/deep.h)" > "$2"\n')
        self.write("m/rust_bindings.h", '#include "own.h"\n')
        self.write("m/own.h", '#include "deep.h"\n')
        self.write("m/deep.h", "struct own { int a; };\n")
        self.write("m/x.rs", source)
        self.write("Makefile", self.MAKEFILE)
        self.assertIn("driver.args", self.make())
        self.assertEqual(self.make(), [])

    def test_headers(self):
        self.fill("use kernel::bindings::own;\n")
        self.change("m/deep.h", "struct own { int b; int a; };\n")
        self.assertEqual(self.make(), ["driver.args"])
        self.assertIn("int b", (self.folder / "m/.rust_bindings/bindings.rs").read_text())
        self.assertEqual(self.make(), [])
        self.change("rust/bindings/tree.h", "struct in_tree { int b; };\n")
        self.assertEqual(self.make(), ["driver.args"])

    def test_no_names(self):
        self.fill("fn main() {}\n")
        self.assertEqual((self.folder / "m/.rust_bindings/driver.args").read_text(), "--extern=kernel\n")
        self.change("m/deep.h", "struct own { int b; int a; };\n")
        self.assertEqual(self.make(), [])


if __name__ == "__main__":
    unittest.main()
