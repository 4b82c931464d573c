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


if __name__ == "__main__":
    unittest.main()
