# SPDX-License-Identifier: GPL-2.0-only
"""What rust/compat makes of trees that are like none of ours: distributions have their own."""

from layer.paths import RUST
from support import Case

_TYPES = """
typedef unsigned int u32;
struct cred { u32 id; };
"""
_PARTS = """
static inline void security_cred_getsecid(const struct cred *c, u32 *id) { *id = c->id; }
static inline int security_secid_to_secctx(u32 id, char **text, u32 *len) { *text = "name"; *len = id; return 0; }
static inline void security_release_secctx(char *text, u32 len) { text[0] = len; }
"""
_STRUCTURE = """
struct NAME { char *context; u32 len; int of; };
static inline void security_release_secctx(struct NAME *ctx) { ctx->len = 0; }
"""
_SECID = """
static inline void security_cred_getsecid(const struct cred *c, u32 *id) { *id = c->id; }
static inline int security_secid_to_secctx(u32 id, struct NAME *ctx) { ctx->context = "name"; ctx->len = id; return 4; }
"""
_BLOB = """
#define LSMBLOB_DISPLAY -4
struct lsmblob { u32 secid[2]; };
static inline void lsmblob_init(struct lsmblob *blob, u32 id) { blob->secid[0] = blob->secid[1] = id; }
static inline u32 lsmblob_value(const struct lsmblob *blob) { return blob->secid[0] ? blob->secid[0] : blob->secid[1]; }
static inline int security_secid_to_secctx(struct lsmblob *blob, struct lsmcontext *ctx, int of)
{
	ctx->context = "name"; ctx->len = blob->secid[1]; return of == LSMBLOB_DISPLAY ? 0 : -22;
}
"""
_CRED_BLOB = """
static inline void security_cred_getsecid(const struct cred *c, struct lsmblob *b) { b->secid[0] = 0; b->secid[1] = c->id; }
"""
_CRED_NUMBER = """
static inline void security_cred_getsecid(const struct cred *c, u32 *id) { *id = c->id; }
"""
_TYPES_OF_ATOMICS = """
typedef signed char s8; typedef short s16; typedef int s32;
typedef unsigned char u8; typedef unsigned short u16; typedef unsigned int u32; typedef __SIZE_TYPE__ size_t;
#define bool _Bool
#define true 1
#define false 0
#define xchg_relaxed xchg
#define cmpxchg_relaxed cmpxchg
"""
# riscv: words alone, and what is compared are registers, of which the word's is widened with its sign.
_WORDS = """
#define cmpxchg(p, o, n) ({ typeof(*(p)) o_ = (o), c_ = (n); long seen_ = sizeof(*(p)) == 4 ? *(int *)(p) : *(long *)(p); \\
	if (seen_ == (long)o_) *(p) = c_; (typeof(*(p)))seen_; })
#define xchg(p, n) ({ typeof(*(p)) x_ = *(p); *(p) = (n); x_; })
"""
# arm before version 6: a name for another one, which has no orders.
_RENAMED = _WORDS.replace("define cmpxchg(", "define arch_cmpxchg_local(") + """
#define arch_cmpxchg arch_cmpxchg_local
#define raw_cmpxchg arch_cmpxchg
#define raw_cmpxchg_relaxed arch_cmpxchg
#define cmpxchg(...) raw_cmpxchg(__VA_ARGS__)
"""
# powerpc: numbers are shifted to their place in the word, and nothing is cut off.
_SHIFTED = """
#define RUST_HAVE_SMALL_EXCHANGE
#define AT(p) (8 * ((unsigned long)(p) % 4))
#define WORD(p) (*(u32 *)((unsigned long)(p) & -4ul))
#define MASK(p) (u32)((sizeof(*(p)) == 1 ? 0xfful : 0xfffful) << AT(p))
#define xchg(p, n) ({ typeof(*(p)) n_ = (n); u32 was_ = WORD(p); \\
	WORD(p) = (was_ & ~MASK(p)) | (u32)n_ << AT(p); (typeof(*(p)))((was_ & MASK(p)) >> AT(p)); })
#define cmpxchg(p, o, n) ({ typeof(*(p)) o_ = (o), c_ = (n); u32 was_ = WORD(p); \\
	if ((was_ & MASK(p)) == (u32)o_ << AT(p)) WORD(p) = (was_ & ~MASK(p)) | (u32)c_ << AT(p); \\
	(typeof(*(p)))((was_ & MASK(p)) >> AT(p)); })
"""
_EXCHANGE = """
#include "atomic_small.h"
#define EXCHANGE(type, count, least) do { _Alignas(4) type row[count]; \\
	for (int at = 0; at < count; at++) { \\
		for (int i = 0; i < count; i++) row[i] = -1; \\
		if (rust_any_xchg(, &row[at], least) != -1 || row[at] != least) return 1; \\
		if (rust_any_cmpxchg(, &row[at], 5, 6) != least || row[at] != least) return 2; \\
		if (rust_any_cmpxchg(_relaxed, &row[at], least, -2) != least || row[at] != -2) return 3; \\
		for (int i = 0; i < count; i++) if (i != at && row[i] != -1) return 4; \\
	} } while (0)
int main(void)
{
	EXCHANGE(s8, 8, -128);
	EXCHANGE(s16, 4, -32768);
	return 0;
}
"""
_USE = """
#include "probes.h"
#include "security.h"
int main(void)
{
	struct cred cred = { 7 };
	rust_secctx ctx = { 0 };

	if (rust_cred_getsecid(&cred) != 7 || rust_secid_to_secctx(9, &ctx) || ctx.len != 9 || ctx.context[0] != 'n')
		return 1;
	return 0;
}
"""


class Compat(Case):
    def probe(self, name):
        """Asks the folder's headers; returns the answer."""
        out = self.folder / f"{name}.h"
        done = self.run_in("sh", RUST / "kbuild/probe.sh", out, f"{name}.d", RUST / f"compat/probes/{name}.c", "gcc",
                           "-Iinclude")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return out.read_text(encoding="utf-8")

    def security(self, *header):
        """Gives the tree such a linux/security.h, and uses it from the newest tree's names."""
        self.write("include/linux/security.h", "#pragma once\n" + _TYPES + "".join(header))
        self.write("probes.h", "".join(map(self.probe, ("lsm_context", "lsmcontext", "cred_lsm_blob"))))
        self.write("use.c", _USE)
        done = self.run_in("gcc", "-Iinclude", "-I.", "-I", RUST / "compat", "-Wall", "-Werror", "use.c", "-o", "use")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.run_in("./use").returncode, 0)

    def test_a_text_has_parts(self):
        self.security(_PARTS)

    def test_a_text_is_a_structure(self):
        for name in ("lsm_context", "lsmcontext"):
            self.security(_STRUCTURE.replace("NAME", name), _SECID.replace("NAME", name))

    def test_there_is_a_number_for_each_module(self):
        for cred in (_CRED_BLOB, _CRED_NUMBER):
            self.security(_STRUCTURE.replace("NAME", "lsmcontext"), _BLOB, cred)

    def test_timers(self):
        old = "struct timer_list { int x; };\nint del_timer_sync(struct timer_list *);\n"
        for header, answer in ((old, "/* no"), (old + "int timer_delete_sync(struct timer_list *);\n", "#define")):
            self.write("include/linux/timer.h", header)
            self.assertTrue(self.probe("timer_delete_sync").startswith(answer))

    def test_small_numbers_are_exchanged(self):
        for kind in (_WORDS, _RENAMED, _SHIFTED):
            self.write("include/linux/types.h", "#pragma once\n" + _TYPES_OF_ATOMICS)
            self.write("include/linux/compiler.h", "")
            self.write("include/linux/atomic.h", "#pragma once\n#include <linux/types.h>\n" + kind)
            self.write("use.c", _EXCHANGE)
            done = self.run_in("gcc", "-Iinclude", "-I", RUST / "helpers", "use.c", "-o", "use")
            self.assertEqual((done.returncode, done.stderr), (0, ""), done.stderr)
            self.assertEqual(self.run_in("./use").returncode, 0)
