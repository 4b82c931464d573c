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
