# SPDX-License-Identifier: GPL-2.0-only
"""Checks of the house's rules: what belongs where, and what unsafe code owes its reader."""

import re

from .. import rust_source

_VERSION = re.compile(r"\bLINUX_VERSION_CODE\b|\bKERNEL_VERSION\s*\(|\bKERNELVERSION\b|\bSUBLEVEL\b")
_ARCHITECTURE = re.compile(
    r"\btarget_arch\b|\bSRCARCH:?-\w|\bCONFIG_(?:X86|ARM64|ARM|RISCV|PPC|S390|LOONGARCH|MIPS|SPARC)\w*\b|"
    r"\b(?:x86(?:_64)?|i[36]86|aarch64|arm64|riscv(?:32|64)?|loongarch(?:64)?|powerpc(?:64)?(?:le)?|"
    r"s390x?|sparc64|mips(?:el|64)?|m68k|hexagon)\b")
_EMPTY_PROOF = re.compile(r"SAFETY:\s*(?:an? )?(?:FFI call|safe FFI|trivial|obvious|see above|by definition)\b\.?",
                          re.I)
# A function pointer's type is no unsafe code.
_UNSAFE = re.compile(r"\bunsafe\b(?!\s+(?:extern\s+)?fn\s*\()\s*(\{|impl\b|fn\b|trait\b|extern\b|\()?")


# Shims that are not the machine's work; each is one that somebody has to keep in step with C.
HAND_WRITTEN = 60
# Unsafe blocks that the kernel crate may not reach, in a hundred lines of code, and files with any in a hundred.
BLOCKS, FILES = 4, 40


def _rust(files, *folders):
    return {name: text for name, text in files.items()
            if name.endswith(".rs") and name.startswith(folders)}


def _uncommented(name, text):
    if name.endswith(".rs"):
        return rust_source.code(text)
    if name.endswith((".c", ".h", ".S")):
        return re.sub(r"/\*.*?\*/|//[^\n]*", lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.S)
    return re.sub(r"(?m)(^|\s)#[^\n]*", r"\1", text)


def _outside(files, allowed, pattern):
    return [f"{name}:{number}: {line.strip()[:80]}"
            for name, text in files.items()
            if name.startswith("rust/") and not name.startswith((*allowed, "rust/third-party/"))
            and not name.endswith((".md", ".rst"))
            for number, line in enumerate(_uncommented(name, text).splitlines(), 1)
            if pattern.search(line)]


def versions(files):
    """kernel versions are tested nowhere"""
    return _outside(files, (), _VERSION)


def architectures(files):
    """architectures are named in rust/arch/ alone"""
    return _outside(files, ("rust/arch/",), _ARCHITECTURE)


def safe_samples(files):
    """samples forbid unsafe code"""
    return [name for name, text in _rust(files, "samples/").items()
            if "#![forbid(unsafe_code)]" not in rust_source.code(text)]


def fences(files):
    """a file of the kernel crate with unsafe code says so at its head, with its invariants"""
    complaints = []
    for name, text in _rust(files, "rust/kernel/").items():
        code = rust_source.code(text)
        if not _UNSAFE.search(code):
            if "#![allow(unsafe_code)]" in code:
                complaints.append(f"{name}: allows unsafe code and has none")
            continue
        if "#![allow(unsafe_code)]" not in code:
            complaints.append(f"{name}: unsafe code without #![allow(unsafe_code)]")
        elif not re.search(r"^//! # Safety$", text, re.M):
            complaints.append(f"{name}: no '//! # Safety' at its head")
    return complaints


def proofs(files):
    """every unsafe block and impl has its proof, every unsafe fn its contract"""
    complaints = []
    for name, text in _rust(files, "rust/").items():
        if name.startswith("rust/third-party/"):
            continue
        lines = text.splitlines()
        for number, line in enumerate(rust_source.code(text).splitlines()):
            for found in _UNSAFE.finditer(line):
                kind = found[1]
                if kind in ("fn", "trait", "extern"):
                    public = re.search(r"\bpub\b(?!\()", line[:found.start()])
                    if kind == "fn" and public and "# Safety" not in rust_source.above(lines, number):
                        complaints.append(f"{name}:{number + 1}: unsafe fn without a '# Safety' section")
                elif kind in ("{", "impl"):
                    beside = lines[number][:found.start()]
                    if "SAFETY:" not in rust_source.above(lines, number) + beside:
                        complaints.append(f"{name}:{number + 1}: unsafe {kind} without 'SAFETY:'")
        complaints += [f"{name}:{number}: {line.strip()} is no proof" for number, line in enumerate(lines, 1)
                       if _EMPTY_PROOF.search(line)]
    return complaints


def inventory(files):
    """Returns {file: number of unsafe tokens} of the kernel crate, for the report."""
    counts = {name: len(_UNSAFE.findall(rust_source.code(text)))
              for name, text in _rust(files, "rust/kernel/").items()}
    return {name: count for name, count in sorted(counts.items()) if count}


def blocks(files):
    """Returns how many unsafe blocks the kernel crate has in a hundred lines of code."""
    count = lines = 0
    for text in _rust(files, "rust/kernel/").values():
        code = rust_source.code(text)
        count += sum(found[1] == "{" for found in _UNSAFE.finditer(code))
        lines += sum(bool(line.strip()) for line in code.splitlines())
    return 100 * count / lines if lines else 0


def rare(files):
    """the kernel crate has fewer than 4 unsafe blocks in a hundred lines"""
    return [f"there are {found:.2f}"] if (found := blocks(files)) >= BLOCKS else []


def share(files):
    """Returns how many of a hundred files of the kernel crate have unsafe code."""
    total = len(_rust(files, "rust/kernel/"))
    return 100 * len(inventory(files)) / total if total else 0


def concentrated(files):
    """unsafe code is in fewer than 40 of a hundred files of the kernel crate"""
    return [f"it is in {found:.0f}"] if (found := share(files)) >= FILES else []


def hand_written(files):
    """Returns {file: number} of the shims that a person wrote: lines of list.h, and bodies."""
    shim = re.compile(r"^RUST_HELPER(?:_VOID|_NORETURN)?\((?!name\b)|"
                      r"^static (?:__always_)?inline [^;{]*?\)[\s\\]*\{|^(?!static|#)\w[\w *]*\([^;{]*\)\s*\{", re.M)
    counts = {name: len(shim.findall(_uncommented(name, text))) for name, text in files.items()
              if name.startswith("rust/helpers/") and name.endswith((".c", ".h"))}
    return {name: count for name, count in sorted(counts.items()) if count}


def shims(files):
    """fewer than 60 shims are written by hand"""
    counts = hand_written(files)
    return [f"{name}: {count}" for name, count in counts.items()] if sum(counts.values()) >= HAND_WRITTEN else []


# Modules of the kernel crate that need a module of their own to be used in.
_SHOWN_ELSEWHERE = {"rust/kernel/trace/tracepoint.rs": "tests/external/names/rust_traced.expect"}


def _cases(text):
    """Returns how many examples and tests of a Rust file run in the kernel."""
    examples, inside = 0, False
    for language in re.findall(r"^\s*//[/!] ```(.*)$", text, re.M):
        examples += not inside and language in ("", "rust", "should_panic")
        inside = not inside
    return examples + len(re.findall(r"^\s*#\[test\]$", rust_source.code(text), re.M))


def cases(files):
    """every public module of the kernel crate has an example or a test that runs"""
    crate = "rust/kernel/"
    counts = {name: _cases(text) for name, text in _rust(files, crate).items()}
    complaints = []
    for name, text in _rust(files, crate).items():
        folder = crate if name == f"{crate}lib.rs" else name.removesuffix(".rs") + "/"
        for module in re.findall(r"^pub mod (\w+);$", text, re.M):
            file = f"{folder}{module}.rs"
            if not sum(count for other, count in counts.items()
                       if other == file or other.startswith(f"{folder}{module}/")) and \
                    _SHOWN_ELSEWHERE.get(file) not in files:
                complaints.append(f"{file}: neither an example nor a test runs")
    return complaints


ALL = (versions, architectures, safe_samples, fences, proofs, rare, concentrated, shims, cases)
