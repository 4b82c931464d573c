# SPDX-License-Identifier: GPL-2.0-only
"""The crates, made once for a kernel without Rust and a set of compilers, and kept in the cache."""

import os
import re
import shutil

from . import build, cache, payload, process
from .errors import Stop

_UNIT = re.compile(r"^\s+(?:CC|RUSTC|HOSTRUSTC|LD|BINDGEN|CLANG|PROBE|GEN)\b")
_NO_COMPILER = re.compile(r"\b((?:[\w.-]*-)?(?:gcc|clang)[\w.-]*): (?:command )?not found")


def source(cargo):
    """Returns the folder that holds rust/ with its third-party crates, staged in the cache."""
    files = {name: path for name, path in payload.collect(cargo).items() if name.startswith("rust/")}
    content = cache.key(*(part for name, path in sorted(files.items()) for part in (name, path.read_bytes())))

    def fill(folder):
        for name, path in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / name)
    return cache.build_folder(cache.root() / "stock" / f"source-{content}", fill) / "rust"


def variables(tools, rust):
    """Returns make's variables that name the tools."""
    return {"rust-src": rust, "RUSTC": tools.rustc.path, "HOSTRUSTC": tools.rustc.path,
            "RUST_LIB_SRC": tools.rustc.sources, "RUST_CLANG": tools.llvm.tool("clang"),
            "BINDGEN": tools.bindgen, "RUSTFMT": tools.rustc.tool("rustfmt")}


def instead(folder):
    """Returns make's variables that make Kbuild read the Kbuild file of another folder.

    Kbuild has the first; older ones have the second.
    """
    return {"kbuild-file": folder / "Kbuild", "kbuild-dir": folder}


def make(headers, tools, folder, words, log, what):
    """Runs Kbuild of the headers on a folder; failing is a sentence."""
    compiler = {"LLVM": tools.llvm.switch} if headers.on("CONFIG_CC_IS_CLANG") else {"CC": tools.cc}
    command = ["make", "-C", headers.folder, f"-j{os.cpu_count() or 1}", f"M={folder}",
               *(f"{name}={value}" for name, value in {**compiler, **words}.items()), "modules"]
    environment = process.environment(LIBCLANG_PATH=tools.llvm.libclang)
    if not process.run_logged(command, log, what, count=_UNIT.match, env=environment):
        return
    text = log.read_text(encoding="utf-8", errors="replace")
    if missing := _NO_COMPILER.search(text):
        raise Stop(f"The kernel of {headers.folder} is compiled by {missing[1]}, which is not here; install it, or "
                   "name another with CC=.")
    raise Stop(f"{what} failed; the log is {log}.", build.errors_in(log))


def prepare(headers, tools):
    """Returns (rust/, the folder with the crates for these headers)."""
    rust = source(tools.rustc.tool("cargo"))
    entry = cache.key(rust.parent.name, headers.identity(), *tools.identity())
    final = cache.root() / "stock" / f"{headers.release}-{entry}"
    log = cache.root() / "logs" / f"{final.name}.log"

    def fill(folder):
        (folder / "Kbuild").write_text("# What is built here the layer says.\n", encoding="utf-8")
        words = variables(tools, rust) | instead(rust / "kbuild/stock_crates")
        make(headers, tools, folder, words, log, f"preparing the crates for Linux {headers.release}, once")
    return rust, cache.build_folder(final, fill)
