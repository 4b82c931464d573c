# SPDX-License-Identifier: GPL-2.0-only
"""Which clang inlines C into Rust: one of rustc's LLVM, the kernel's own first, or none."""

import shutil
import subprocess

from layer.paths import REPO
from support import Case

SCRIPT = REPO / "rust/kbuild/tools.sh"


class RustClang(Case):
    def setUp(self):
        super().setUp()
        self.write("sys/lib/rustlib/src/rust/library/core/src/lib.rs", "")
        self.program("bin/rustc", f"""case "$*" in
            "--print sysroot") echo {self.folder}/sys ;;
            *) echo "rustc 1.99.0"; echo "LLVM version: 22.1.8" ;; esac""")

        for tool in ("dirname", "sed"):
            (self.folder / "bin" / tool).symlink_to(shutil.which(tool))

    def clang(self, name, version):
        """A pretended clang."""
        self.program(f"bin/{name}", f"echo 'Somebody clang version {version} (of a kind)'")

    def chosen(self, **variables):
        """Returns what tools.sh says of RUST_CLANG."""
        done = subprocess.run(["/bin/sh", str(SCRIPT)], stdout=subprocess.PIPE, text=True, check=False, env={
            "PATH": f"{self.folder}/bin", "HOME": str(self.folder), **variables})
        words = dict(word.split("=", 1) for word in done.stdout.split())
        self.assertEqual(words["RUSTC"], f"{self.folder}/bin/rustc")
        return words.get("RUST_CLANG")

    def test_of_that_llvm(self):
        self.clang("clang-22", "22.1.0")
        self.clang("clang", "14.0.6")
        self.assertEqual(self.chosen(CC="gcc"), "clang-22")

    def test_the_kernels_own(self):
        self.clang("my-clang", "22.1.8")
        self.clang("clang-22", "22.1.0")
        self.assertEqual(self.chosen(CC="ccache my-clang"), "my-clang")
        self.assertEqual(self.chosen(CC="gcc"), "clang-22")

    def test_without_a_number(self):
        self.clang("clang", "22.2.1")
        self.assertEqual(self.chosen(), "clang")

    def test_another_llvm(self):
        self.clang("clang-22", "2.22.1")
        self.clang("clang", "21.1.8")
        self.assertIsNone(self.chosen(CC="clang"))

    def test_named(self):
        self.clang("clang-22", "22.1.0")
        self.assertEqual(self.chosen(RUST_CLANG="/opt/clang"), "/opt/clang")
