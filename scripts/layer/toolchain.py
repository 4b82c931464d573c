# SPDX-License-Identifier: GPL-2.0-only
"""Chooses the compilers: a rustc with library sources, and LLVM tools that match it.

The caller's RUSTC, RUST_LIB_SRC, BINDGEN, LLVM and CC are taken at their word and
checked; without them the first set that fits is chosen.
"""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import bindgen, process, versions
from .errors import Stop

PROBE = "core/src/lib.rs"
SETUP = "scripts/setup.sh installs one that fits"


@dataclass(frozen=True)
class Rustc:
    """A Rust compiler together with the sources of its library."""
    path: Path
    version: tuple
    llvm: int
    sources: Path

    def tool(self, name):
        """Returns a sibling of the compiler, such as rustfmt or cargo."""
        beside = self.path.parent / name
        return str(beside) if beside.exists() else shutil.which(name) or name


@dataclass(frozen=True)
class Llvm:
    """One set of LLVM tools: names are `prefix + tool + suffix`."""
    prefix: str
    suffix: str
    version: tuple
    libclang: str

    def tool(self, name):
        """Returns the full name of an LLVM tool."""
        return f"{self.prefix}{name}{self.suffix}"

    @property
    def switch(self):
        """The value of Kbuild's LLVM= that names this set."""
        return self.prefix or self.suffix or "1"


@dataclass(frozen=True)
class Toolchain:
    """Everything a build needs."""
    rustc: Rustc
    llvm: Llvm
    bindgen: str
    compiler: str
    cc: str

    def identity(self):
        """What a change of tools changes."""
        return (self.rustc.path, self.rustc.version, self.llvm.version, self.compiler, self.cc,
                process.output([*self.cc.split(), "--version"]), self.bindgen)


def on_path(name, search=None):
    """Returns every executable called `name`, in the order of PATH."""
    folders = (search or os.environ.get("PATH", "")).split(os.pathsep)
    found = [Path(folder) / name for folder in folders if folder]
    unique = {}
    for path in found:
        if path.is_file() and os.access(path, os.X_OK):
            unique.setdefault(path.resolve() if path.name == path.resolve().name else path, path)
    return list(unique.values())


def library_sources(rustc, release):
    """Returns the library sources that belong to the compiler `rustc`, or None."""
    sysroot = process.output([str(rustc), "--print", "sysroot"])
    if sysroot:
        usual = Path(sysroot.strip()) / "lib/rustlib/src/rust/library"
        if (usual / PROBE).is_file():
            return usual.resolve()
    for line in (process.output(["dpkg", "-L", "rust-web-src"]) or "").splitlines():
        if line.endswith("/library/" + PROBE) and f"rustc-{release}/" in line:
            return Path(line.removesuffix("/" + PROBE))
    return None


def inspect_rustc(path):
    """Returns (release, LLVM major) of a compiler, or None if it does not run."""
    text = process.output([str(path), "--version", "--verbose"])
    release = re.search(r"^release: (\S+)", text or "", re.M)
    llvm = re.search(r"^LLVM version: (\d+)", text or "", re.M)
    return (release[1], int(llvm[1])) if release and llvm else None


def find_rustc(environ=os.environ):
    """Chooses the Rust compiler."""
    named = environ.get("RUSTC")
    candidates = [Path(shutil.which(named) or named)] if named else on_path("rustc", environ.get("PATH"))
    if not candidates:
        raise Stop(f"There is no rustc in PATH; {SETUP}.")
    complaints = []
    for path in candidates:
        facts = inspect_rustc(path)
        if not facts:
            complaints.append(f"{path} does not run")
            continue
        release, llvm = facts
        if versions.parse(release) < versions.minimum("rustc"):
            complaints.append(f"{path} is {release}, older than "
                              f"{versions.show(versions.minimum('rustc'))}")
            continue
        given = environ.get("RUST_LIB_SRC")
        sources = Path(given) if given else library_sources(path, release)
        if given and not (sources / PROBE).is_file():
            raise Stop(f"RUST_LIB_SRC={given} holds no {PROBE}.")
        if not sources:
            complaints.append(f"{path} ({release}) has no library sources")
            continue
        return Rustc(path, versions.parse(release), llvm, sources)
    raise Stop(f"No rustc fits: {'; '.join(complaints)}; {SETUP}.")


def libclang_folder(clang, major, environ=os.environ):
    """Returns the folder of the libclang that belongs to `clang`."""
    folders = [environ.get("LIBCLANG_PATH"), Path(shutil.which(clang)).resolve().parents[1] / "lib",
               f"/usr/lib/llvm-{major}/lib"]
    for folder in filter(None, folders):
        if list(Path(folder).glob("libclang*.so*")):
            return str(folder)
    raise Stop(f"There is no libclang {major} beside {clang}; the package libclang-{major}-dev "
               "holds it.")


def find_llvm(rustc_major, environ=os.environ):
    """Chooses the LLVM tools, which must be of rustc's LLVM."""
    named = environ.get("LLVM")
    if named:
        is_folder = named.endswith("/")
        choices = [(named if is_folder else "", "" if is_folder or named == "1" else named)]
    else:
        choices = [("", f"-{rustc_major}"), ("", "")]
    for prefix, suffix in choices:
        clang = f"{prefix}clang{suffix}"
        version = versions.parse(process.output([clang, "--version"]))
        if version:
            break
    else:
        raise Stop(f"There is no {clang if named else f'clang-{rustc_major}'} that runs; {SETUP}.")
    oldest = versions.minimum("libclang")
    if version < oldest:
        raise Stop(f"{clang} is {versions.show(version)}, older than {versions.show(oldest)}; {SETUP}.")
    if version[0] != rustc_major:
        raise Stop(f"{clang} is of LLVM {version[0]} but rustc is of LLVM {rustc_major}, and "
                   "C and Rust are built by one LLVM here; "
                   f"LLVM=-{rustc_major} or RUSTC= names a matching one.")
    missing = [tool for tool in ("ld.lld", "llvm-ar", "llvm-nm", "llvm-objcopy", "llvm-objdump",
                                 "llvm-readelf", "llvm-strip", "llvm-link")
               if not shutil.which(f"{prefix}{tool}{suffix}")]
    if missing:
        raise Stop(f"LLVM {version[0]} is incomplete: {', '.join(missing)} missing; {SETUP}.")
    return Llvm(prefix, suffix, version, libclang_folder(clang, version[0], environ))


def find_cc(compiler, llvm, environ=os.environ, prefix=""):
    """Chooses the C compiler of the kernel; `prefix` is what GCC for another machine is called by."""
    if compiler == "clang":
        return llvm.tool("clang")
    named = environ.get("CC") or f"{prefix}gcc"
    if not process.output([*named.split(), "--version"]):
        raise Stop(f"There is no {named} that runs; {SETUP}.")
    return named


def find(compiler="clang", prefix=""):
    """Chooses all tools for one kernel compiler; `prefix` is what GCC for another machine is called by."""
    rustc = find_rustc()
    llvm = find_llvm(rustc.llvm)
    return Toolchain(rustc, llvm, bindgen.find(rustc, llvm), compiler, find_cc(compiler, llvm, prefix=prefix))


def find_for(cell):
    """Chooses all tools for a cell."""
    return find(cell.compiler, cell.prefix)
