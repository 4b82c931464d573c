# SPDX-License-Identifier: GPL-2.0-only
"""`make module KDIR=headers M=folder`: a Rust module for a kernel as a distribution ships it."""

import os
import re
from pathlib import Path

from . import cache, compilers, headers, runtime, toolchain
from .errors import Stop


def check_folder(named):
    """Returns the module's folder, or says what it lacks."""
    if not named:
        raise Stop("M= must name the folder of a module; `make module-template M=folder` makes one.")
    folder = Path(named).expanduser().absolute()
    if not folder.is_dir():
        raise Stop(f"M={folder} is no folder; `make module-template M={folder}` makes one with a module in it.")
    if any(character in str(folder) for character in " :"):
        raise Stop(f"Kbuild takes no folder with a space or a colon in its path: {folder}.")
    file = next((folder / name for name in ("Kbuild", "Makefile") if (folder / name).is_file()), None)
    if not file:
        raise Stop(f"{folder} has no Kbuild file; for a source x.rs it holds the line `obj-m := x.o`.")
    text = file.read_text(encoding="utf-8", errors="replace")
    if not re.search(r"^\s*obj-(m|y|\$\(.*\))\s*[:+?]?=", text, re.M):
        raise Stop(f"{file} names no module; for a source x.rs it holds the line `obj-m := x.o`.")
    if not os.access(folder, os.W_OK):
        raise Stop(f"{folder} cannot be written to, and Kbuild puts the module beside its source.")
    return folder


def tools_for(kernel):
    """Chooses the tools for a kernel."""
    rustc = compilers.choose_rustc(kernel)
    llvm = toolchain.find_llvm(rustc.llvm)
    cc = llvm.tool("clang") if kernel.on("CONFIG_CC_IS_CLANG") else compilers.choose_gcc(kernel)
    return toolchain.Toolchain(rustc, llvm, toolchain.bindgen.find(rustc, llvm), "stock", cc)


def check_compiler(kernel, tools):
    """Refuses a compiler that cannot read the crates of a kernel with the layer in it."""
    made_by = kernel.settings.get("CONFIG_RUSTC_VERSION_TEXT", "").strip('"')
    here = toolchain.process.output([str(tools.rustc.path), "--version"]) or ""
    if made_by and made_by != here.strip():
        raise Stop(f"The crates of {kernel.folder} were made by {made_by}, and {tools.rustc.path} is "
                   f"{here.strip()}, which cannot read them; RUSTC= names another.")


def build(kernel, folder, tools, log, extra=()):
    """Builds the modules of a folder, with make's variables `extra`; returns them."""
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.ko")}
    if kernel.has_layer:
        check_compiler(kernel, tools)
        words = runtime.variables(tools, kernel.folder / "rust")
        del words["rust-src"]
    else:
        rust, crates = runtime.prepare(kernel, tools)
        words = runtime.variables(tools, rust) | {
            "rust-stock": "y", "rust-out": crates} | runtime.instead(rust / "kbuild/stock_module")
    words |= dict(extra)
    runtime.make(kernel, tools, folder, words, log, f"building {folder.name} for Linux {kernel.release}")
    made = sorted(folder.rglob("*.ko"))
    if not made:
        raise Stop(f"Kbuild made no module in {folder}; the log is {log}.")
    for path in made:
        state = "" if before.get(path) != path.stat().st_mtime_ns else ", as it was"
        print(f"         {path.name}: {path.stat().st_size >> 10} KiB{state}")
    return made


def main():
    """Builds what M= names for the kernel that KDIR= names; returns the exit status."""
    kernel = headers.inspect(os.environ.get("KDIR"))
    folder = check_folder(os.environ.get("M"))
    log = cache.root() / "logs" / f"module-{cache.key(folder, kernel.folder)}.log"
    made = build(kernel, folder, tools_for(kernel), log)
    for sentence in headers.refused_at_load(kernel):
        print(sentence)
    print("To load it:" if len(made) == 1 else "To load one of them:")
    print(f"  sudo insmod {made[0]}")
    return 0
