# SPDX-License-Identifier: GPL-2.0-only
"""Every check of `make check` fires on what it is there for, and only on that."""

import unittest

from layer import check, host, rust_source, test, toolchain
from layer.checks import files, house

SPDX = "// SPDX-License-Identifier: GPL-2.0-only\n"
HEAD = SPDX + "//! X.\n//!\n//! # Safety\n//! Y.\n#![allow(unsafe_code)]\n"


class Fires(unittest.TestCase):
    def one(self, function, name, text, fires=True):
        with self.subTest(text[-60:]):
            self.assertEqual(bool(function({name: text})), fires)

    def test_licence(self):
        self.one(files.licence, "rust/a.rs", "// nothing\n")
        self.one(files.licence, "rust/a.rs", "#!/bin/sh\n" + SPDX, False)
        self.one(files.licence, "a/Cargo.lock", "version = 4\n", False)

    def test_size(self):
        self.one(files.size, "a.rs", "x\n" * 601)
        self.one(files.size, "a.rs", "x\n" * 600, False)

    def test_words(self):
        self.one(files.words, "a.c", "/* TO" "DO: later */\n")
        self.one(files.words, "a.c", "todos\n", False)

    def test_places(self):
        self.one(files.places, "a.sh", "cd /ro" "ot/x\n")
        self.one(files.places, "a.sh", "http://" "deb." "debian.org/debian\n")
        self.one(files.places, "a.sh", "tree/ho" "me/x ~/work\n", False)

    def test_whitespace(self):
        self.one(files.whitespace, "a.c", "x \n")
        self.one(files.whitespace, "a.c", "x")
        self.one(files.whitespace, "a.c", "x\n\n", False)

    def test_versions(self):
        self.one(house.versions, "rust/helpers/a.c", "#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)\n")
        self.one(house.versions, "rust/helpers/a.c", "/* LINUX_VERSION_CODE */\n", False)

    def test_architectures(self):
        self.one(house.architectures, "rust/kernel/a.rs", '#[cfg(target_arch = "x")]\n')
        self.one(house.architectures, "rust/Makefile", "ifdef CONFIG_X86_64\n")
        self.one(house.architectures, "rust/Makefile", "# x86_64 is one\n", False)
        self.one(house.architectures, "rust/kernel/a.rs", "/// On x86_64.\n", False)
        self.one(house.architectures, "rust/arch/x86.mk", "ifdef CONFIG_X86_64\n", False)

    def test_safe_samples(self):
        self.one(house.safe_samples, "samples/rust/a.rs", SPDX + "// #![forbid(unsafe_code)]\n")
        self.one(house.safe_samples, "samples/rust/a.rs", SPDX + "#![forbid(unsafe_code)]\n", False)

    def test_fences(self):
        self.one(house.fences, "rust/kernel/a.rs", SPDX + "fn f() { unsafe { g() } }\n")
        self.one(house.fences, "rust/kernel/a.rs", SPDX + "#![allow(unsafe_code)]\nfn f() { unsafe { g() } }\n")
        self.one(house.fences, "rust/kernel/a.rs", HEAD)
        self.one(house.fences, "rust/kernel/a.rs", HEAD + "fn f() { unsafe { g() } }\n", False)
        self.one(house.fences, "rust/kernel/a.rs", SPDX + 'type F = unsafe extern "C" fn(u8);\n', False)
        self.one(house.fences, "rust/kernel/a.rs", SPDX + '// unsafe\nconst S: &str = "unsafe {";\n', False)

    def test_cases(self):
        def of(module, fires, **others):
            self.assertEqual(bool(house.cases({
                "rust/kernel/lib.rs": "pub mod a;\nmod private;\n", "rust/kernel/a.rs": module,
                "rust/kernel/private.rs": "", **{name.replace("__", "/") + ".rs": text
                                                 for name, text in others.items()}})), fires)
        of("pub fn f() {}\n", True)
        of("//! ```\n//! f();\n//! ```\n", False)
        of("//! ```ignore\n//! f();\n//! ```\n", True)
        of("//! ```text\n//! ```\n    /// ```\n    /// ```\n", False)
        of("#[kunit_tests(a)]\nmod tests {\n    #[test]\n    fn f() {}\n}\n", False)
        of("// #[test]\n", True)
        of("mod b;\n", False, rust__kernel__a__b="//! ```\n//! ```\n")
        of("pub mod b;\n//! ```\n//! ```\n", True, rust__kernel__a__b="")

    def test_proofs(self):
        def inside(body, fires):
            self.one(house.proofs, "rust/kernel/a.rs", HEAD + body, fires)
        inside("fn f() {\n    unsafe { g() }\n}\n", True)
        inside("fn f() {\n    // SAFETY: C says so.\n    unsafe { g() }\n}\n", False)
        inside("fn f() {\n    // SAFETY: C says so.\n    let x =\n        unsafe { g() };\n}\n", False)
        inside("fn f() {\n    // SAFETY: C says so.\n    let y = 1;\n    unsafe { g() }\n}\n", True)
        inside("unsafe impl Send for X {}\n", True)
        inside("// SAFETY: no thread owns it.\n#[cfg(X)]\nunsafe impl Send for X {}\n", False)
        inside("/// Does.\npub unsafe fn f() {}\n", True)
        inside("/// Does.\n///\n/// # Safety\n///\n/// None.\npub unsafe fn f() {}\n", False)
        inside("fn f() {\n    // SAFETY: FFI call.\n    unsafe { g() }\n}\n", True)

    def test_scripts(self):
        self.one(check.wrong_scripts, "a.py", "def\n")
        self.one(check.wrong_scripts, "a.sh", "#!/bin/sh\nif\n")
        self.one(check.wrong_scripts, "a.sh", "#!/bin/bash\nx=(a b)\n", False)

    def test_format(self):
        rustfmt = toolchain.find_rustc().tool("rustfmt")
        self.assertEqual(check.badly_formatted({"a.rs": "fn  f(){}\n", "b.rs": "fn f() {}\n"}, rustfmt), ["a.rs"])

    def test_inventory(self):
        self.assertEqual(house.inventory({"rust/kernel/a.rs": "unsafe { unsafe fn\n", "rust/kernel/b.rs": "\n"}),
                         {"rust/kernel/a.rs": 2})


class Source(unittest.TestCase):
    def test_code(self):
        for text, expected in (('a("unsafe") b', "a(" + " " * 8 + ") b"), ("a // unsafe\nb", "a " + " " * 9 + "\nb"),
                               ("a /* x /* y */ z */ b", "a " + " " * 17 + " b"), ("'\"' unsafe", "    unsafe"),
                               ("<'a> unsafe", "<'a> unsafe"), ('r#"a"b"# c', " " * 8 + " c"),
                               ('b"\\"" c', " " * 5 + " c")):
            with self.subTest(text):
                self.assertEqual(rust_source.code(text), expected)


class HandWritten(unittest.TestCase):
    def test_lines_and_bodies(self):
        files = {"rust/helpers/list.h": "#define RUST_HELPER(ret, name, params, args) ret name params;\n"
                                        "RUST_HELPER_VOID(mb, (void), ())\nRUST_HELPER(int, a,\n\t(int b), (b))\n",
                 "rust/helpers/sync.h": "/* static inline int no(void) { } */\nint declared(int a);\n"
                                        "static inline int one(int a)\n{\n\treturn a;\n}\n"
                                        "#define MORE(n) \\\nstatic inline int two_##n(void) \\\n{ \\\n}\n",
                 "rust/helpers/real.c": "int three(int a)\n{\n\treturn a;\n}\n",
                 "rust/compat/alloc.c": "int other(int a)\n{\n}\n"}
        self.assertEqual(house.hand_written(files), {"rust/helpers/list.h": 2, "rust/helpers/real.c": 1,
                                                     "rust/helpers/sync.h": 2})

    def test_unsafe_blocks(self):
        def crate(safe):
            return {"rust/kernel/a.rs": "// A comment of unsafe { }.\n\nunsafe impl A for B {}\n" + "fn f() {}\n" * safe
                    + "fn g() { unsafe { h() } }\n"}
        self.assertEqual(house.blocks(crate(48)), 2)
        self.assertEqual(house.rare(crate(48)), [])
        self.assertEqual(house.rare(crate(23)), ["there are 4.00"])
        self.assertEqual(house.blocks({}), 0)

    def test_files_with_unsafe_code(self):
        def crate(safe):
            return {f"rust/kernel/safe{n}.rs": "// unsafe { }\n" for n in range(safe)} | {
                "rust/kernel/a.rs": "fn g() { unsafe { h() } }\n", "rust/kernel/b.rs": "unsafe impl A for B {}\n"}
        self.assertEqual(house.share(crate(3)), 40)
        self.assertEqual(house.concentrated(crate(4)), [])
        self.assertEqual(house.concentrated(crate(3)), ["it is in 40"])
        self.assertEqual(house.share({}), 0)

    def test_too_many(self):
        many = {"rust/helpers/list.h": "RUST_HELPER_VOID(mb, (void), ())\n" * house.HAND_WRITTEN}
        self.assertEqual(house.shims(many), [f"rust/helpers/list.h: {house.HAND_WRITTEN}"])
        self.assertEqual(house.shims({"rust/helpers/list.h": "RUST_HELPER_VOID(mb, (void), ())\n"}), [])


class Counts(unittest.TestCase):
    def test_cargo(self):
        good = "test result: ok. 3 passed; 0 failed; 1 ignored\ntest result: ok. 2 passed; 0 failed; 0 ignored\n"
        bad = "test x ... FAILED\ntest result: FAILED. 2 passed; 1 failed; 0 ignored\n"
        self.assertEqual(host.cargo_counts(good, 0), (5, 0))
        self.assertEqual(host.cargo_counts(good + bad, 101), (7, 1))
        self.assertEqual(host.cargo_counts(good + "test x ... FAILED\ntest y ... FAILED\n", 101), (5, 2))
        self.assertEqual(host.cargo_counts("error: could not compile", 101), (0, 1))
        self.assertEqual(host.cargo_counts(good, 101), (5, 1))
        self.assertEqual(host.cargo_counts("", 0), (0, 1))

    def test_unittest(self):
        self.assertEqual(host.unittest_counts("Ran 5 tests in 1s\n\nOK\n", 0), (5, 0))
        self.assertEqual(host.unittest_counts("Ran 5 tests in 1s\n\nFAILED (failures=1, errors=2)\n", 1), (2, 3))
        self.assertEqual(host.unittest_counts("Ran 0 tests in 1s\n\nOK\n", 0), (0, 1))
        self.assertEqual(host.unittest_counts("ImportError\n", 1), (0, 1))

    def test_panics(self):
        self.assertEqual(test.panic_symbols("U _printk\nU _RNvNtCs1_4core9panicking5panic\n"),
                         ["_RNvNtCs1_4core9panicking5panic"])
        self.assertEqual(test.panic_symbols("U _printk\nU panic\n"), [])
