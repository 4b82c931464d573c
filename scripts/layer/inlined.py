# SPDX-License-Identifier: GPL-2.0-only
"""The gate of inlining: no Rust object refers to a shim that has an inlinable body."""

import re

from . import process

# C functions below shims, which are inlined in C and must be in Rust, where C is optimised for speed and
# sanitizers do not make them larger.
HOT = {"refcount_inc", "refcount_dec", "refcount_dec_and_test", "refcount_inc_not_zero", "spin_lock", "spin_unlock",
       "__rcu_read_lock", "__rcu_read_unlock", "rcu_read_unlock", "list_add", "list_del", "kmalloc_noprof"}
_SANITIZERS = ("CONFIG_KASAN=y", "CONFIG_UBSAN=y", "CONFIG_KCSAN=y")

_SYMBOL = re.compile(r"^(?:[0-9a-f]+|-+)?\s+([A-Za-z]) (\S+)$", re.M)


def names(nm_output):
    """Returns the symbols in nm's output, used or defined."""
    return {name for _, name in _SYMBOL.findall(nm_output)}


def shims(build):
    """Returns the names of all shims that are inlined in modules; none if the option is off."""
    bitcode = build.folder / "rust/generated/shims_module.bc"
    if "CONFIG_RUST_INLINE_HELPERS=y" not in (build.folder / ".config").read_text(encoding="utf-8"):
        return set()
    return names(process.output([build.tools.llvm.tool("llvm-nm"), "--defined-only", "--extern-only",
                                 str(bitcode)]) or "")


def left(build, path, known):
    """Returns the shims of `known` that an object calls, or carries a copy of."""
    return sorted(names(process.output([build.tools.llvm.tool("llvm-nm"), str(path)]) or "") & known)


def watched(build):
    """Returns the names of the shims, and of what has to be inlined below them."""
    settings = (build.folder / ".config").read_text(encoding="utf-8")
    known = shims(build)
    plain = "CONFIG_CC_OPTIMIZE_FOR_PERFORMANCE=y" in settings and not any(name in settings for name in _SANITIZERS)
    return known | HOT if known and plain else known


def check(build, tally):
    """Judges the kernel crate and every module of the build."""
    known = watched(build)
    tally.add("shims are there to be inlined", known, ["CONFIG_RUST_INLINE_HELPERS is off, or it made none"])
    for path in (build.folder / "rust/kernel.o", *build.modules()):
        found = left(build, path, known)
        tally.add(f"{path.name} calls no shim", not found, found)
    print(f"         {len(shims(build))} shims are inlined wherever they are called")
