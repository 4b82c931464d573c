# SPDX-License-Identifier: GPL-2.0-only
"""Of several compilers in PATH, those that fit a kernel's headers."""

import os
import re
import shutil

from . import process, toolchain
from .errors import Stop


def major(text):
    """Returns the major version in the first line of a C compiler's --version, as CC_VERSION_TEXT has it, or None."""
    line = (text or "").strip().strip('"').partition("\n")[0]
    found = re.search(r"clang version (\d+)\.", line) or re.search(r"\s(\d+)\.\d+(?:\.\d+)?(?:\s\S+)*$", line)
    return int(found[1]) if found else None


def named_by(folder):
    """Returns the names of the GCC that headers name, as Debian's do: for their machine, and short."""
    for name in (".kernelvariables", "Makefile"):
        try:
            text = (folder / name).read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        if found := re.search(r"^\s*(?:override\s+)?CC\s*:?=.*?([\w.-]*gcc-\d+)\s*$", text, re.M):
            prefix = re.search(r"^\s*(?:override\s+)?CROSS_COMPILE\s*:?=\s*([\w.-]+)\s*$", text, re.M)
            return [prefix[1] + found[1], found[1]] if prefix else [found[1]]
    return []


def _names_itself(command):
    """Returns the first line of a compiler's --version, which Kbuild compares with that of the kernel's."""
    return (process.output([*command.split(), "--version"]) or "").partition("\n")[0]


def choose_gcc(kernel, environ=os.environ):
    """Returns the GCC for a kernel's headers: CC=, or the very one of the kernel, or one of its version."""
    text = kernel.settings.get("CONFIG_CC_VERSION_TEXT", "").strip('"')
    wanted = major(text)
    if named := environ.get("CC"):
        if not process.output([*named.split(), "--version"]):
            raise Stop(f"CC={named} does not run.")
        candidates = [named]
    else:
        names = [*named_by(kernel.folder), *text.split()[:1], *([f"gcc-{wanted}"] if wanted else []), "gcc"]
        candidates = [name for name in dict.fromkeys(names) if shutil.which(name, path=environ.get("PATH"))]
    if not candidates:
        raise Stop(f"The kernel of {kernel.folder} is compiled by {names[0]}, which is not here; install it, or name "
                   "another with CC=.")
    lines = {name: _names_itself(name) for name in candidates}
    for name, line in lines.items():
        if line == text:
            return name
    for name, line in lines.items():
        if not wanted or major(line) == wanted:
            return name
    name = candidates[0]
    print(f"The kernel of {kernel.folder} was compiled by {text}, and {name} is of version {major(lines[name])}; if it does "
          f"not take that kernel's flags, install gcc-{wanted} or name one with CC=.")
    return name


def choose_rustc(kernel, environ=os.environ):
    """Returns the compiler of a kernel's crates where the layer is in it: nothing else reads them."""
    made_by = kernel.settings.get("CONFIG_RUSTC_VERSION_TEXT", "").strip('"')
    if kernel.has_layer and made_by and not environ.get("RUSTC"):
        for path in toolchain.on_path("rustc", environ.get("PATH")):
            if (process.output([str(path), "--version"]) or "").strip() == made_by:
                return toolchain.find_rustc({**environ, "RUSTC": str(path)})
    return toolchain.find_rustc(environ)
