# SPDX-License-Identifier: GPL-2.0-only
"""rust/kbuild/available.sh and tools.sh: one sentence for whatever is missing."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from layer.paths import RUST

KBUILD = RUST / "kbuild"


def script(path, text):
    """Makes an executable that stands for a tool."""
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


class Available(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.sources = self.folder / "library"
        (self.sources / "core/src").mkdir(parents=True)
        (self.sources / "core/src/lib.rs").touch()

    def rustc(self, version="1.96.0", sysroot="/nowhere"):
        return script(self.folder / "rustc",
                      f'case $1 in --version) echo "rustc {version} (x)" ;; '
                      f'--print) echo {sysroot} ;; esac')

    def bindgen(self, version="0.73.2", libclang="22.1.8"):
        says = f'echo "x.h:1: warning: clang version {libclang}" >&2' if libclang else ":"
        return script(self.folder / "bindgen",
                      f'case $1 in --version) echo "bindgen {version}" ;; *) {says} ;; esac')

    def ask(self, **env):
        """Returns (status, what it says) with these tools."""
        env = {"RUSTC": env.get("RUSTC") or self.rustc(),
               "BINDGEN": env.get("BINDGEN") or self.bindgen(), "RUST_LIB_SRC": self.sources,
               "SRCARCH": "x86", "PATH": os.environ["PATH"], "HOME": str(self.folder)} | env
        done = subprocess.run(["sh", KBUILD / "available.sh"], capture_output=True, text=True,
                              env={k: str(v) for k, v in env.items() if v is not None}, check=False)
        return done.returncode, done.stderr

    def refused(self, words, **env):
        status, said = self.ask(**env)
        self.assertEqual(status, 1, said)
        self.assertEqual(len(said.splitlines()), 1, said)
        self.assertTrue(said.startswith("Rust is not available: "), said)
        self.assertIn(words, said)

    def test_good_tools_pass_up_to_the_staged_crates(self):
        status, said = self.ask()
        if not (RUST / "third-party/vendor/syn").exists():
            self.assertIn("third-party crates are not staged", said)
        else:
            self.assertEqual((status, said), (0, ""))

    def test_unknown_architecture(self):
        self.refused("rust/arch/vax.mk", SRCARCH="vax")
        self.refused("SRCARCH is not set", SRCARCH="")

    def test_no_rustc(self):
        self.refused("was not found; install rustc", RUSTC="no-such-rustc")

    def test_old_rustc(self):
        self.refused("is version 1.70.0, at least", RUSTC=self.rustc("1.70.0"))

    def test_rustc_without_sources(self):
        # No distribution has the sources of this one.
        self.refused("without the sources of its library", RUST_LIB_SRC="",
                     RUSTC=self.rustc("1.999.0"))
        self.refused("without the sources of its library", RUST_LIB_SRC="/nowhere")

    def test_no_bindgen(self):
        self.refused("cargo install --locked bindgen-cli", BINDGEN="no-such-bindgen")

    def test_old_bindgen(self):
        self.refused("is version 0.60.1, at least", BINDGEN=self.bindgen("0.60.1"))

    def test_libclang(self):
        self.refused("found no libclang", BINDGEN=self.bindgen(libclang=None))
        self.refused("is version 14.0.6, at least", BINDGEN=self.bindgen(libclang="14.0.6"))

    def test_first_rustc_in_path_without_sources_is_skipped(self):
        first, second = self.folder / "first", self.folder / "second"
        for place in (first, second):
            place.mkdir()
        script(first / "rustc", "case $1 in --print) echo /nowhere ;; --version) echo rustc 1.1.1 ;; esac")
        root = self.folder / "root"
        (root / "lib/rustlib/src/rust/library/core/src").mkdir(parents=True)
        (root / "lib/rustlib/src/rust/library/core/src/lib.rs").touch()
        script(second / "rustc", f"case $1 in --print) echo {root} ;; --version) echo rustc 1.96.0 ;; esac")
        done = subprocess.run(["sh", KBUILD / "tools.sh"], capture_output=True, text=True, check=False,
                              env={"PATH": f"{first}:{second}:{os.environ['PATH']}",
                                   "HOME": str(self.folder)})
        self.assertIn(f"RUSTC={second}/rustc", done.stdout.split())


if __name__ == "__main__":
    unittest.main()
