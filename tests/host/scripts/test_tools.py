# SPDX-License-Identifier: GPL-2.0-only
"""Choosing compilers: every unfit set has its sentence, and an unfit one does not hide a fit one."""

import os
from pathlib import Path

from layer import bindgen, process, third_party, toolchain, versions
from layer.errors import Stop
from support import Case

LLVM_TOOLS = ("ld.lld", "llvm-ar", "llvm-nm", "llvm-objcopy", "llvm-objdump", "llvm-readelf", "llvm-strip",
              "llvm-link")


class Tools(Case):
    def setUp(self):
        super().setUp()
        self.set_environment(PATH=f"{self.folder}/a:{self.folder}/b:{os.environ['PATH']}")

    def rustc(self, folder, version="1.99.0", llvm="22.1", sources=True):
        """A pretended rustc; returns its path."""
        if sources:
            self.write(f"{folder}/sysroot/lib/rustlib/src/rust/library/core/src/lib.rs", "")
        return self.program(f"{folder}/rustc", f"""case "$*" in
            "--print sysroot") echo {self.folder}/{folder}/sysroot ;;
            *) echo "rustc {version}"; echo "release: {version}"; echo "LLVM version: {llvm}" ;; esac""")

    def llvm(self, version="22.1.8", suffix="-22", without=()):
        """Pretended LLVM tools."""
        self.program(f"a/clang{suffix}", f"echo 'clang version {version}'")
        self.write("lib/libclang.so", "")
        for tool in LLVM_TOOLS:
            if tool not in without:
                self.program(f"a/{tool}{suffix}", "true")

    def environ(self, **named):
        return {"PATH": f"{self.folder}/a:{self.folder}/b", **named}

    def only_ours(self):
        self.set_environment(PATH=f"{self.folder}/a:{self.folder}/b:/usr/bin-not:/bin")

    def test_first_with_sources(self):
        self.rustc("a", sources=False)
        second = self.rustc("b")
        found = toolchain.find_rustc(self.environ())
        self.assertEqual((found.path, found.version, found.llvm), (second, (1, 99, 0), 22))

    def test_no_sources(self):
        self.rustc("a", sources=False)
        with self.assertRaisesRegex(Stop, r"No rustc fits: .*a/rustc \(1.99.0\) has no library sources; scripts/setup.sh"):
            toolchain.find_rustc(self.environ())

    def test_too_old(self):
        self.rustc("a", version="1.60.0")
        with self.assertRaisesRegex(Stop, r"a/rustc is 1.60.0, older than 1\.\d+\.\d+; scripts/setup.sh"):
            toolchain.find_rustc(self.environ())

    def test_none(self):
        with self.assertRaisesRegex(Stop, "There is no rustc in PATH"):
            toolchain.find_rustc(self.environ(PATH=str(self.folder)))

    def test_named(self):
        self.rustc("a")
        named = self.rustc("c", version="1.99.1")
        self.assertEqual(toolchain.find_rustc(self.environ(RUSTC=str(named))).path, named)
        with self.assertRaisesRegex(Stop, "/nowhere/rustc does not run"):
            toolchain.find_rustc(self.environ(RUSTC="/nowhere/rustc"))
        with self.assertRaisesRegex(Stop, "RUST_LIB_SRC=/nowhere holds no core/src/lib.rs"):
            toolchain.find_rustc(self.environ(RUST_LIB_SRC="/nowhere"))

    def test_llvm(self):
        self.llvm()
        found = toolchain.find_llvm(22, {})
        self.assertEqual((found.tool("clang"), found.switch, found.version), ("clang-22", "-22", (22, 1, 8)))

    def test_other_llvm(self):
        self.llvm("19.1.0", "-19")
        with self.assertRaisesRegex(Stop, "clang-19 is of LLVM 19 but rustc is of LLVM 22"):
            toolchain.find_llvm(22, {"LLVM": "-19"})

    def test_old_llvm(self):
        self.llvm("16.0.6", "-16")
        with self.assertRaisesRegex(Stop, "clang-16 is 16.0.6, older than \\d+\\."):
            toolchain.find_llvm(16, {"LLVM": "-16"})

    def test_no_llvm(self):
        with self.assertRaisesRegex(Stop, "There is no clang-77 that runs"):
            toolchain.find_llvm(77, {"LLVM": "-77"})

    def test_incomplete_llvm(self):
        self.llvm("77.0.0", "-77", without=("llvm-link",))
        with self.assertRaisesRegex(Stop, "LLVM 77 is incomplete: llvm-link missing"):
            toolchain.find_llvm(77, {})

    def test_llvm_folder(self):
        self.llvm("77.0.0", "")
        self.assertEqual(toolchain.find_llvm(77, {"LLVM": f"{self.folder}/a/"}).switch, f"{self.folder}/a/")

    def test_libclang(self):
        self.program("d/bin/clang-77", "true")
        self.set_environment(PATH=f"{self.folder}/d/bin:{os.environ['PATH']}")
        with self.assertRaisesRegex(Stop, "There is no libclang 77 beside clang-77"):
            toolchain.libclang_folder("clang-77", 77, {})

    def test_gcc(self):
        with self.assertRaisesRegex(Stop, "There is no no-gcc that runs"):
            toolchain.find_cc("gcc", None, {"CC": "no-gcc"})

    def test_bindgen(self):
        for script, pattern in (("echo bindgen 0.60.1", r"is 0.60.1, older than 0\.\d+\.\d+;"), ("false", "does not run")):
            named = self.program("a/bindgen", script)
            with self.assertRaisesRegex(Stop, pattern):
                bindgen.find(None, None, {"BINDGEN": str(named)})
        named = self.program("a/bindgen", "echo bindgen 0.99.0")
        self.assertEqual(bindgen.find(None, None, {"BINDGEN": str(named)}), str(named))

    def fetched(self, script):
        cargo = self.program("a/cargo", script)
        self.set_environment(PATH=f"{self.folder}/a:{os.environ['PATH']}")
        return third_party.folder(str(cargo))

    def test_no_network_for_crates(self):
        with self.assertRaisesRegex(Stop, "The third-party crates cannot be fetched without a network"):
            self.fetched("echo 'error: Could not resolve host: x'; exit 101")
        self.assertEqual([path for path in (self.folder / "cache/third-party").iterdir()], [])

    def test_crates_that_do_not_fetch(self):
        with self.assertRaisesRegex(Stop, "The third-party crates were not fetched; the log is"):
            self.fetched("echo 'error: checksum changed'; exit 101")

    def test_versions(self):
        self.assertEqual(versions.parse("bindgen 0.73.2"), (0, 73, 2))
        self.assertEqual(versions.parse("Debian clang version 22.1"), (22, 1, 0))
        self.assertIsNone(versions.parse(None))
        for tool in ("rustc", "bindgen", "libclang"):
            self.assertGreater(versions.minimum(tool), (0, 0, 0))

    def test_staged_names_are_locked(self):
        lock = (third_party.THIRD_PARTY / "Cargo.lock").read_text(encoding="utf-8")
        for name in third_party.staged_names():
            self.assertIn(f'name = "{name}"\n', lock)

    def test_a_kernel_build_inherits_no_make(self):
        self.set_environment(MAKEFLAGS="TREE=x", ARCH="mips", HOME="/h")
        env = process.environment(O="y")
        self.assertNotIn("MAKEFLAGS", env)
        self.assertNotIn("ARCH", env)
        self.assertEqual((env["HOME"], env["O"], Path(env["LC_ALL"])), ("/h", "y", Path("C")))
