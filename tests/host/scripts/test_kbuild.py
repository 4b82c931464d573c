# SPDX-License-Identifier: GPL-2.0-only
"""What rust/kbuild does with shell and awk: probes, names, layouts."""

import json
import re
import subprocess
import unittest

from layer.paths import REPO
from support import Case

KBUILD = REPO / "rust" / "kbuild"
PROBE_H = REPO / "rust" / "compat" / "probe.h"


class Words(Case):
    """words.awk: functions whose arguments or results the two sides pass differently."""

    TYPES = """pub type __u64 = ffi::c_ulonglong;
pub type u64_ = __u64;
const _: () = {
    ["Size of id_t"][::core::mem::size_of::<id_t>() - 4usize];
    ["Size of a_longer_name"]
        [::core::mem::size_of::<a_longer_name>() - 16usize];
};
"""

    def change(self, text, *options):
        """Returns what becomes of a source, each declaration and pointer on one line."""
        source = self.write("bindings.rs", self.TYPES + text)
        words = [w for option in options for w in ("-v", option)]
        done = self.run_in("awk", "-v", "passes=2", *words, "-f", KBUILD / "declarations.awk", "-f", KBUILD / "words.awk", source, source)
        self.assertEqual(done.stderr, "")
        return done.stdout[len(self.TYPES):]

    def declare(self, arguments, *options):
        """Returns how a function with these arguments, and a result perhaps, is declared for rustc."""
        text = self.change(f"unsafe extern \"C\" {{\n    pub fn f({arguments});\n}}\n".replace(") -> u;", "u;"), *options)
        return next((line.split("pub fn ")[1] for line in text.splitlines() if "    pub fn" in line or "] pub fn" in line), "")

    def test_arguments(self):
        for arguments, passed in (
                ("a: u64_, b: ffi::c_int", "words_f(a_0: u32, a_1: u32, b: ffi::c_int);"),
                ("a: *mut u64_, b: id_t", "words_f(a: *mut u64_, b_0: u32);"),
                ("a: u32, b: u32, c: u64_, d: id_t", "f(a: u32, b: u32, c: u64_, d: id_t);"),
                ("a: u32, b: u64_, c: u64_", "words_f(a: u32, b_0: u32, b_1: u32, c: u64_);"),
                ("a: u32, b: u64_, ...", "f(a: u32, b: u64_, ...);"),
                ("a: a_longer_name", "f(a: a_longer_name);"),
                ("a: a_longer_name, b: u32", "")):
            with self.subTest(arguments):
                self.assertEqual(self.declare(arguments, "registers=3"), passed)

    def test_call(self):
        self.assertEqual(self.change("""unsafe extern "C" {
    #[link_name = "get__rust_shim"]
    pub fn get(
        a: *mut node,
        time: u64_,
    ) -> id_t;
}
""", "registers=3"), """unsafe extern "C" {
    #[link_name = "get__rust_shim"] pub fn words_get(a: *mut node, time_0: u32, time_1: u32) -> id_t;
}
#[inline(always)]
pub unsafe fn get(a: *mut node, time: u64_) -> id_t {
    words_get(a, words::<_, 2>(time)[0], words::<_, 2>(time)[1])
}
pub mod address {
    pub use super::*;
    pub use super::words_get as get;
}
""")

    def test_result_in_memory(self):
        text = self.change("unsafe extern \"C\" {\n    pub fn get(a: u32) -> a_longer_name;\n}\n", "registers=3")
        self.assertIn("pub fn words_get(result: *mut a_longer_name, a: u32);", text)
        self.assertIn("words_get(result.as_mut_ptr(), a);\n    result.assume_init()", text)

    def test_pointers(self):
        text = self.change("""    pub llseek: ::core::option::Option<
        unsafe extern "C" fn(
            arg1: *mut file,
            arg2: u64_,
            actor: ::core::option::Option<unsafe extern "C" fn(arg1: id_t) -> u64_>,
        ) -> ffi::c_int,
    >,
""", "registers=3")
        self.assertIn("unsafe extern \"C\" fn(arg1: *mut file, arg2_0: u32, arg2_1: u32, actor: ::core::option::Option<"
                      "unsafe extern \"C\" fn(arg1_0: u32) -> u64_>) -> ffi::c_int,\n", text)

    def test_integers(self):
        more = """const _: () = {
    ["Size of byte_t"][::core::mem::size_of::<byte_t>() - 1usize];
    ["Size of short_t"][::core::mem::size_of::<short_t>() - 2usize];
    ["Size of three_t"][::core::mem::size_of::<three_t>() - 3usize];
    ["Size of eight_t"][::core::mem::size_of::<eight_t>() - 8usize];
};
"""
        for of, declared, called in (
                ("f(a: u32) -> id_t;", "words_f(a: u32) -> u32;", "alike(words_f(a))"),
                ("f(a: u32) -> eight_t;", "words_f(a: u32) -> u64;", "alike(words_f(a))"),
                ("f(a: byte_t, b: u64_);", "words_f(a: u8, b: u64_);", "words_f(alike(a), b)"),
                ("f(a: short_t) -> short_t;", "words_f(a: u16) -> u16;", "alike(words_f(alike(a)))"),
                ("f(a: id_t, b: a_longer_name) -> u64_;", "f(a: id_t, b: a_longer_name) -> u64_;", ""),
                ("f(a: u32) -> *mut id_t;", "f(a: u32) -> *mut id_t;", ""),
                ("f(a: u32) -> a_longer_name;", "", ""),
                ("f(a: three_t);", "", ""),
                ("f() -> three_t;", "", "")):
            with self.subTest(of):
                text = self.change(f"{more}unsafe extern \"C\" {{\n    pub fn {of}\n}}\n", "integers=8")
                self.assertEqual("".join(re.findall(r"^.*    (?:#\[.*\] )?pub fn (.*)$", text, re.M)) or
                                 "".join(re.findall(r"\] pub fn (.*)$", text, re.M)), declared)
                self.assertIn(called, text)

    def test_pointers_with_integers(self):
        for of, to in (("fn(arg1: id_t) -> id_t", "fn(arg1: id_t) -> u32"),
                       ("fn(arg1: id_t) -> a_longer_name", "fn(nobody: ::core::convert::Infallible)"),
                       ("fn(arg1: *mut id_t) -> ffi::c_int", "fn(arg1: *mut id_t) -> ffi::c_int")):
            with self.subTest(of):
                text = self.change(f"    pub get: ::core::option::Option<unsafe extern \"C\" {of}>,\n", "integers=8")
                self.assertIn(f"Option<unsafe extern \"C\" {to}>", text)

    def test_the_rest_stays(self):
        text = "pub const A: u32 = 1;\nunsafe extern \"C\" {\n    pub static mut jiffies: u64_;\n}\n"
        self.assertTrue(self.change(text, "registers=3").startswith(text))


class Packed(Case):
    """packed.awk: 64-bit numbers at multiples of 2."""

    BINDINGS = """pub type s64 = ffi::c_longlong;
pub type ktime_t = s64;
#[repr(C, packed(2))]
pub struct near {
    pub head: u16,
    pub time: ktime_t,
}
const _: () = {
    ["Offset of field: near::time"][::core::mem::offset_of!(near, time) - 2usize];
};
#[repr(C, packed(4))]
pub struct node {
    pub time: ktime_t,
    pub head: u16,
    pub more: [s64; 2usize],
}
const _: () = {
    ["Offset of field: node::time"][::core::mem::offset_of!(node, time) - 0usize];
    ["Offset of field: node::more"]
        [::core::mem::offset_of!(node, more) - 10usize];
};
"""

    def change(self, text):
        """Returns what becomes of a source."""
        source = self.write("bindings.rs", text)
        done = self.run_in("awk", "-f", KBUILD / "packed.awk", source, source)
        self.assertEqual(done.stderr, "")
        return done.stdout

    def test_structures(self):
        expected = self.BINDINGS.replace("(C, packed(4))", "(C)").replace("more: [s64; 2usize]", "more: [Packed<s64>; 2usize]")
        changed = self.change(self.BINDINGS)
        self.assertTrue(changed.startswith(expected))
        self.assertIn("#[repr(C, packed(2))]", changed[len(expected):])

    def test_larger_alignment(self):
        text = ("#[repr(C)]\n#[derive(Copy)]\npub struct atomic64_t {\n    pub counter: s64,\n}\nconst _: () = {\n"
                '    ["Alignment of atomic64_t"][::core::mem::align_of::<atomic64_t>() - 8usize];\n};\n')
        self.assertEqual(self.change(text), text.replace("repr(C)", "repr(C, align(8))"))

    def test_numbers_that_c_aligns_more(self):
        fields = {"a": ("u32", 0), "b": ("s64", 8), "c": ("[u16; 2usize]", 16), "d": ("u8", 20), "e": ("s64", 24),
                  "f": ("inner", 32), "g": ("ktime_t", 40), "h": ("other", 48), "i": ("s64", 64)}
        text = "".join(["pub type s64 = ffi::c_longlong;\npub type ktime_t = s64;\n",
                        "#[repr(C, align(8))]\npub struct outer {\n",
                        *(f"    pub {name}: {kind},\n" for name, (kind, _) in fields.items()),
                        '}\nconst _: () = {\n    ["Size of inner"]\n        [::core::mem::size_of::<inner>() - 4usize];\n',
                        '    ["Alignment of outer"][::core::mem::align_of::<outer>() - 8usize];\n',
                        *(f'    ["Offset of field: outer::{name}"][::core::mem::offset_of!(outer, {name}) - {at}usize];\n'
                          for name, (_, at) in fields.items()), "};\n"])
        # From 21 to 24 rustc goes by itself; of what is behind `other` nothing is known.
        expected = text
        for number, name in enumerate(("b", "g"), 1):
            expected = expected.replace(f"    pub {name}:", f"    pub __padding_{number}: [u8; 4usize],\n    pub {name}:")
        self.assertEqual(self.change(text), expected)

    def test_nothing_to_do(self):
        text = self.BINDINGS.replace("packed(4)", "align(4)").replace("10usize", "12usize")
        self.assertEqual(self.change(text), text)


class Overlay(Case):
    """overlay.sh: headers in which clang sees 64-bit numbers at C's alignment."""

    def test_headers(self):
        self.write("a.h", "typedef unsigned long long u64;\n__extension__ typedef __signed__ long long __s64;\n"
                          "struct s {\n\tlong long int a;\n\tlong b;\n};\n#define c(x) ((long long)(x))\n")
        plain = self.write("plain.h", "#define k sizeof(long long)\n")
        rule = f"x: a.h {plain} \\\n  a.h\n"
        done = self.run_in("sh", KBUILD / "overlay.sh", "2", self.folder / "over", input=rule)
        self.assertEqual(done.returncode, 0, done.stderr)
        layers = (self.folder / "over.yaml").read_text()
        self.assertIn(f"'name': '{self.folder}/a.h'", layers)
        self.assertNotIn("plain.h", layers)
        changed = next(path for path in (self.folder / "over").iterdir() if path.name != "types.h").read_text()
        self.assertEqual(changed, "typedef rust_unsigned_long_long u64;\n__extension__ typedef rust_long_long __s64;\n"
                                  "struct s {\n\trust_long_long a;\n\tlong b;\n};\n#define c(x) ((long long)(x))\n")
        self.assertIn("long long rust_long_long __attribute__((aligned(2)))", (self.folder / "over/types.h").read_text())


class Safe(Case):
    """safe.awk: functions for those of C that any caller may call."""

    BINDINGS = """unsafe extern "C" {
    pub fn now() -> ktime_t;
}
unsafe extern "C" {
    #[must_use]
    pub fn rust_helper_pid_of(
        task: *mut task_struct,
        ns: *const pid_namespace,
    ) -> ffi::c_int;
}
unsafe extern "C" {
    pub fn find_generic(name: *const ffi::c_char) -> *mut node;
    pub fn kfree(object: *mut ffi::c_void);
}
#[inline(always)]
pub unsafe fn wait(time: u64_) -> bool_ {
    words_wait(words::<_, 2>(time)[0], words::<_, 2>(time)[1])
}
"""

    def test_functions(self):
        listed = self.write("safe", "# now\nnow\npid_of\nfind\nwait\nonly_elsewhere\n")
        aliases = self.write("aliases", "find find_generic\n")
        source = self.write("bindings.rs", self.BINDINGS)
        done = self.run_in("awk", "-f", KBUILD / "declarations.awk", "-f", KBUILD / "safe.awk", listed, aliases, source)
        self.assertEqual(done.stderr, "")
        lines = [line.strip() for line in done.stdout.splitlines() if not line.strip().startswith(("//", "#", "}"))]
        self.assertEqual(lines, [
            "pub fn now() -> ktime_t {", "unsafe { super::now() }",
            "pub fn pid_of(task: &Live<task_struct>, ns: &Live<pid_namespace>) -> ffi::c_int {",
            "unsafe { super::pid_of(task.get(), ns.get()) }",
            "pub fn find(name: &::core::ffi::CStr) -> *mut node {", "unsafe { super::find(name.as_ptr().cast()) }",
            "pub fn wait(time: u64_) -> bool_ {", "unsafe { super::wait(time) }"])


class Aliases(Case):
    """aliases.awk and names.awk: names that are another function's in C."""

    def test_aliases(self):
        self.write("macros", "ANY a_generic\nDEEP deeper\na a_generic\nb c\nc d_generic\nown own\nplain\nround trip\n"
                             "trip round\n")
        self.write("demand", "ANY\na\nb\nd\nown\nplain\n")
        self.assertEqual(self.run_in("awk", "-f", KBUILD / "aliases.awk", "macros", "demand").stdout,
                         "a a_generic\nb d_generic\n")

    def test_names(self):
        self.write("bindings.rs", 'unsafe extern "C" {\n    pub fn a_generic();\n    pub static mut v: u8;\n'
                                  "    pub fn rust_helper_h();\n    pub fn own();\n}\n")
        self.write("constants.rs", "pub const rust_const_K: u32 = 1;\n")
        self.write("aliases", "a a_generic\nh other\nlost nothing\nown a_generic\nthere old\nw v\n")
        self.write("known", "old\n")
        found = self.run_in("awk", "-f", KBUILD / "names.awk", "bindings.rs", "constants.rs", "aliases", "known")
        self.assertEqual(sorted(found.stdout.splitlines()), [
            "pub use in_tree::old as there;",
            "pub use super::constants::rust_const_K as K;",
            "pub use super::raw::a_generic as a;",
            "pub use super::raw::rust_helper_h as h;",
            "pub use super::raw::v as w;"])


class OutputFolder(Case):
    """folder.mk: what an O= folder has of another tree."""

    def make(self, tree, objects="out"):
        """Reads folder.mk for a tree and an O= folder; returns what it says."""
        (self.folder / tree).mkdir(exist_ok=True)
        (self.folder / objects).mkdir(exist_ok=True)
        done = self.run_in("make", "-s", "-f", KBUILD / "folder.mk", f"srctree={self.folder / tree}",
                           f"objtree={objects}", "--eval=all:;")
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_first_and_again(self):
        self.assertEqual(self.make("a"), "")
        self.write("out/rust/kernel.o", "")
        self.assertEqual(self.make("a"), "")
        self.assertTrue((self.folder / "out/rust/kernel.o").exists())

    def test_another_tree(self):
        self.make("a")
        self.write("out/rust/kernel.o", "")
        self.assertIn("was built by another tree, and is built anew", self.make("b"))
        self.assertFalse((self.folder / "out/rust/kernel.o").exists())
        self.write("out/rust/kernel.o", "")
        self.assertEqual(self.make("b"), "")

    def test_of_a_tree_without_the_layer(self):
        (self.folder / "out/rust").mkdir(parents=True)
        self.write("out/rust/core.o", "")
        self.assertIn("another tree", self.make("a"))
        self.assertFalse((self.folder / "out/rust/core.o").exists())

    def test_the_tree_itself(self):
        (self.folder / "a/rust").mkdir(parents=True)
        self.write("a/rust/Makefile", "")
        self.assertEqual(self.make("a", "a"), "")
        self.assertTrue((self.folder / "a/rust/Makefile").exists())


class Probes(Case):
    """probe.sh: yes, no, or a stop."""

    def ask(self, yes, no, header="", *flags):
        """Returns (exit status, answer, message) of a probe with these bodies."""
        self.write("header.h", header)
        self.write("is_new.c", f'#include "header.h"\n#include "{PROBE_H}"\n'
                               f"#ifdef RUST_PROBE_YES\n{yes}\n#else\n{no}\n#endif\n")
        done = self.run_in("sh", KBUILD / "probe.sh", "out/is_new.h", "is_new.d", "is_new.c", "gcc", *flags)
        out = self.folder / "out" / "is_new.h"
        return done.returncode, out.read_text() if out.exists() else "", done.stderr

    def test_yes(self):
        status, answer, _ = self.ask("int x = NEW;", "int NEW;", "#define NEW 1\n")
        self.assertEqual((status, answer), (0, "#define RUST_HAVE_IS_NEW 1\n"))
        self.assertIn("header.h", (self.folder / "is_new.d").read_text())

    def test_no(self):
        status, answer, _ = self.ask("int x = NEW;", "int NEW;")
        self.assertEqual(status, 0)
        self.assertNotIn("define", answer)
        self.assertIn("header.h", (self.folder / "is_new.d").read_text())

    def test_neither_names_the_probe(self):
        status, answer, message = self.ask("int x = y;", "int z = y;")
        self.assertEqual((status, answer), (1, ""))
        self.assertIn("compat/probes/is_new.c cannot tell how this tree is: none of its two bodies compiles", message)
        self.assertIn("as 'yes':", message)

    def test_both_names_the_probe(self):
        status, _, message = self.ask("int x;", "int y;")
        self.assertEqual(status, 1)
        self.assertIn("both of its two bodies compile", message)

    def test_a_wrong_prototype_is_no_yes(self):
        header = "struct a; void f(struct a *);\n"
        status, answer, _ = self.ask("struct b; void g(struct b *p) { f(p); }",
                                     "struct a; void g(struct a *p) { f(p); }", header)
        self.assertEqual(status, 0)
        self.assertNotIn("define", answer)

    def test_fields_and_names(self):
        header = "struct a { const int old; };\n"
        for yes, no, answer in [
                ("RUST_PROBE_FIELD(struct a, new);", "RUST_PROBE_NO_FIELD(struct a, new);", False),
                ("RUST_PROBE_FIELD(struct a, old);", "RUST_PROBE_NO_FIELD(struct a, old);", True),
                ("void p(void) { f(); }", "RUST_PROBE_NO_NAME(f);", False),
                ("RUST_PROBE_TYPE(((struct a *)0)->old, const int);",
                 "RUST_PROBE_TYPE(((struct a *)0)->old, int);", True)]:
            with self.subTest(yes=yes):
                status, text, message = self.ask(yes, no, header)
                self.assertEqual(status, 0, message)
                self.assertEqual("define" in text, answer)

    def test_code(self):
        size = ("void __bad_size(void);\n"
                "static inline int get(void *p, int size) {{ if (size == 4) return *(int *)p; {}; return 0; }}\n")
        call = "#define RUST_PROBE_CODE\nint f(char *p) { return get(p, sizeof(*p)); }"
        control = "int f(int *p) { return get(p, sizeof(*p)); }"
        for otherwise, answer in [("__bad_size()", False), ("return *(char *)p", True),
                                  ('__asm__ volatile("/* brkpt */")', False)]:
            with self.subTest(otherwise=otherwise):
                status, text, message = self.ask(call, control, size.format(otherwise), "-O2")
                self.assertEqual(status, 0, message)
                self.assertEqual("define" in text, answer)

    def test_code_that_nothing_has(self):
        status, _, message = self.ask("#define RUST_PROBE_CODE\nint f(void) { return NEW; }",
                                      "int f(void) { return NEW; }", "", "-O2")
        self.assertEqual(status, 1)
        self.assertIn("none of its two bodies compiles", message)


class Names(Case):
    """shorten.sh: long names become short ones that all objects agree on."""

    LONG = "_RNvNtCs2DxGA1hvVcO_4core" + "3abc" * 30
    PANIC = "_RNvNtNtCs2DxGA1hvVcO_4core9panicking11panic_const24panic_const_add_overflow"

    def symbols(self, source, local, top, *calls):
        """Returns nm's names of a C source's object after shortening."""
        self.write("x.c", source)
        self.run_in("gcc", "-c", "x.c")
        done = self.run_in("sh", KBUILD / "shorten.sh", "x.o", str(local), str(top), *calls,
                           env={"NM": "nm", "OBJCOPY": "objcopy", "PATH": "/usr/bin:/bin"})
        self.assertEqual(done.returncode, 0, done.stderr)
        return sorted(line.split()[-1] for line in self.run_in("nm", "x.o").stdout.splitlines())

    def test_user_and_definition_agree(self):
        defined = self.symbols(f"int {self.LONG};", 127, 127)
        wanted = self.symbols(f"extern int {self.LONG}; int *p = &{self.LONG};", 127, 127)
        self.assertEqual(len(defined[0]), 55)
        self.assertTrue(defined[0].startswith(self.LONG[:38] + "_"))
        self.assertIn(defined[0], wanted)

    def test_comparisons_by_the_stack(self):
        user = "int memcmp(); int f(void) { return memcmp(); }"
        self.assertEqual(self.symbols(user, 127, 127), ["f", "memcmp"])
        self.assertEqual(self.symbols(user, 127, 127, "memcmp"), ["__rust_memcmp", "f"])
        own = "int memcmp(); int __rust_memcmp(void) { return memcmp(); }"
        self.assertEqual(self.symbols(own, 127, 127, "memcmp"), ["__rust_memcmp", "memcmp"])

    def test_what_fits_stays(self):
        self.assertEqual(self.symbols(f"int {self.LONG}; int {'x' * 200};", 511, 511),
                         [self.LONG, "x" * 200])

    def test_local_names_have_a_limit_of_their_own(self):
        self.assertEqual(self.symbols(f"static int {self.LONG}; int *p = &{self.LONG};", 511, 55),
                         [self.LONG, "p"])

    def test_what_never_returns_is_still_told(self):
        self.assertRegex(self.symbols(f"int {self.PANIC};", 127, 55)[0], r"^_R4core9panicking_[0-9a-f]{16}$")

    def test_different_names_differ(self):
        names = "".join(f"int {self.LONG}{n};" for n in range(500))
        self.assertEqual(len(set(self.symbols(names, 127, 127))), 500)


class NameLimits(Case):
    """names.mk: a name fits into kallsyms, into modpost's line, and into the table of checksums."""

    def test_limits(self):
        self.write("Makefile", f"srctree := .\ninclude {KBUILD}/../compat/names.mk\n"
                               "all: ; @echo $(rust-name-max) $(rust-name-max-global)\n")
        (self.folder / "include" / "linux").mkdir(parents=True)
        for limit, options, outcome in [("128", [], "127 127"), ("512", [], "511 400"),
                                        ("512", ["CONFIG_MODVERSIONS=y"], "511 55")]:
            self.write("include/linux/kallsyms.h", f"#define KSYM_NAME_LEN {limit}\n")
            self.assertEqual(self.run_in("make", "-s", *options).stdout.strip(), outcome)


class Layouts(Case):
    """layout.awk: C that does not compile where bindgen sees another layout."""

    C = "struct in { int a; struct { char c; } s[2]; int type; int _pad_; };\ntypedef struct { long l; } t;\n"
    RUST = """pub struct in_ {
    pub a: i32,
    pub s: [in__bindgen_ty_1; 2usize],
    pub type_: i32,
    pub _pad_: i32,
}
pub struct in__bindgen_ty_1 {
    pub c: u8,
}
const _: () = {
    ["Size of in__bindgen_ty_1"][::core::mem::size_of::<in__bindgen_ty_1>() - 1usize];
    ["Offset of field: in__bindgen_ty_1::c"][::core::mem::offset_of!(in__bindgen_ty_1, c) - 0usize];
};
const _: () = {
    ["Size of in_"][::core::mem::size_of::<in_>() - 16usize];
    ["Alignment of in_"][::core::mem::align_of::<in_>() - 4usize];
    ["Offset of field: in_::s"][::core::mem::offset_of!(in_, s) - 4usize];
    ["Offset of field: in_::type_"]
        [::core::mem::offset_of!(in_, type_) - 8usize];
    ["Offset of field: in_::_pad_"][::core::mem::offset_of!(in_, _pad_) - 12usize];
    ["Size of t"][::core::mem::size_of::<t>() - 8usize];
    ["Alignment of t"][::core::mem::align_of::<t>() - 8usize];
};
"""

    def compile(self, c):
        """Returns what the compiler says of the assertions."""
        self.write("tags", "struct in\n")
        self.write("bindings.rs", self.RUST)
        asserted = self.run_in("awk", "-f", KBUILD / "layout.awk", "tags", "bindings.rs").stdout
        self.assertEqual(asserted.count("_Static_assert"), 8)
        self.write("layout.c", c + asserted)
        return self.run_in("gcc", "-c", "layout.c").stderr

    def test_agreement(self):
        self.assertEqual(self.compile(self.C), "")

    def test_a_shifted_field_is_named(self):
        message = self.compile(self.C.replace("int a;", "char a;"))
        self.assertNotIn("offset of type:", self.compile(self.C))
        self.assertIn("struct in: offset of s:", message)
        self.assertIn("struct in: offset of s[0].c:", message)

    def test_a_typedef_is_checked(self):
        self.assertIn("t: size:", self.compile(self.C.replace("long l", "short l")))


class Used(Case):
    """What used.sh links into a module where the kernel has nothing of the layer."""

    LIBRARY = "int base_call(void); int lib_deep(void) { return 1; } int lib_one(void) { return lib_deep(); }\n" \
              "int lib_panics(void) { return base_call(); } int lib_unused(void) { return 3; }\n"
    BASE = "int lib_deep(void); int base_call(void) { return lib_deep(); }\n"

    def object(self, name, text):
        source, made = self.write(f"{name}.c", text), self.folder / f"{name}.o"
        subprocess.run(["gcc", "-O0", "-ffunction-sections", "-c", source, "-o", made], check=True)
        return made

    def whole(self, text):
        """Returns {symbol: nm's letter} of an object that has become whole."""
        made = self.object("user", text)
        subprocess.run(["sh", KBUILD / "used.sh", "whole", made, self.object("library", self.LIBRARY),
                        self.object("base", self.BASE)], check=True,
                       env={"PATH": "/usr/bin:/bin", "LD": "ld", "NM": "nm", "OBJCOPY": "objcopy", "KBUILD_LDFLAGS": ""})
        done = subprocess.run(["nm", "-p", made], check=True, text=True, stdout=subprocess.PIPE)
        return {line.split()[-1]: line.split()[-2] for line in done.stdout.splitlines() if "_" in line.split()[-1]}

    def test_nothing_is_reached(self):
        self.assertEqual(self.whole("int user_one(void) { return 0; }\n"), {"user_one": "T"})

    def test_the_kernel_alone_is_called(self):
        self.assertEqual(self.whole("int of_kernel(void); int user_one(void) { return of_kernel(); }\n"),
                         {"user_one": "T", "of_kernel": "U"})

    def test_what_is_reached_is_local(self):
        self.assertEqual(self.whole("int lib_one(void); int user_one(void) { return lib_one(); }\n"),
                         {"user_one": "T", "lib_one": "t", "lib_deep": "t"})

    def test_sections_of_the_image(self):
        exports, library = self.write("exports", ""), self.object("library", self.LIBRARY)
        text = "int lib_one(void); __attribute__((section(\".data..apart\"))) int mine = 1;\n" \
               "int user_one(void) { return lib_one(); }\n"
        # The first .text is everybody's, and empty.
        wanted = {"complete": [".data..apart", ".text", ".text.lib_deep", ".text.lib_one", ".text.user_one"],
                  "image": [".data..apart", ".text", ".text", ".text", ".text.user_one"]}
        for verb, names in wanted.items():
            made = self.object("user", text)
            subprocess.run(["sh", KBUILD / "used.sh", verb, made, library, exports], check=True,
                           env={"PATH": "/usr/bin:/bin", "LD": "ld", "NM": "nm", "OBJCOPY": "objcopy", "KBUILD_LDFLAGS": "",
                                "OBJDUMP": "objdump", "RUST_SECTIONS_APART": "y"})
            done = subprocess.run(["objdump", "-hw", made], check=True, text=True, stdout=subprocess.PIPE)
            found = [line.split()[1] for line in done.stdout.splitlines() if " .text" in line or " .data." in line]
            self.assertEqual(sorted(found), names)

    def test_base_comes_with_what_it_reaches(self):
        whole = {"user_one": "T", "base_call": "t", "lib_deep": "t"}
        self.assertEqual(self.whole("int base_call(void); int user_one(void) { return base_call(); }\n"), whole)
        self.assertEqual(self.whole("int lib_panics(void); int user_one(void) { return lib_panics(); }\n"),
                         whole | {"lib_panics": "t"})


class Target(Case):
    """target.awk: one of rustc's targets, with more features and sanitizers."""

    def change(self, spec, **named):
        """Returns the changed specification as an object."""
        self.write("target.json", json.dumps(spec, indent=2, sort_keys=True) + "\n")
        variables = [word for name, value in named.items() for word in ("-v", f"{name}={value}")]
        done = self.run_in("awk", *variables, "-f", KBUILD / "target.awk", "target.json")
        return json.loads(done.stdout)

    def test_added(self):
        spec = {"arch": "x", "features": "+a", "supported-sanitizers": ["kcfi"], "width": 64}
        self.assertEqual(self.change(spec, features="+b,-c", sanitizers="shadow-call-stack kernel-address"),
                         {**spec, "features": "+a,+b,-c",
                          "supported-sanitizers": ["shadow-call-stack", "kernel-address", "kcfi"]})

    def test_made(self):
        spec = {"arch": "x", "width": 64}
        self.assertEqual(self.change(spec, features="+b", sanitizers="kcfi kernel-address"),
                         {**spec, "features": "+b", "supported-sanitizers": ["kcfi", "kernel-address"]})

    def test_taken_away(self):
        spec = {"arch": "x", "features": "+a,+ab,+c", "width": 64}
        self.assertEqual(self.change(spec, features="+d,-a,-e"), {**spec, "features": "+ab,+c,+d,-e"})

    def test_left(self):
        spec = {"arch": "x", "features": "+a", "supported-sanitizers": ["kcfi"]}
        self.assertEqual(self.change(spec), spec)


if __name__ == "__main__":
    unittest.main()
