# SPDX-License-Identifier: GPL-2.0-only
"""bindgen: the distribution's is too old, so a pinned one is built into the cache."""

import os

from . import cache, process, versions
from .errors import Stop

PINNED = "0.73.2"
_OFFLINE = ("Could not resolve host", "Couldn't resolve host", "Could not connect", "Couldn't connect",
            "Failed to connect", "Connection refused", "Network is unreachable", "Timeout was reached")


def offline(log):
    """Tells from a log of cargo whether it failed for want of a network."""
    text = log.read_text(encoding="utf-8", errors="replace")
    return any(sign in text for sign in _OFFLINE)


def check(path):
    """Returns the version of the bindgen `path` if it runs."""
    return versions.parse(process.output([str(path), "--version"]))


def install(rustc, llvm, folder):
    """Builds the pinned bindgen with the chosen toolchain's cargo."""
    log = cache.root() / "logs" / "bindgen.log"
    status = process.run_logged(
        [rustc.tool("cargo"), "install", "bindgen-cli", "--locked", "--version", PINNED,
         "--root", folder], log, f"building bindgen {PINNED}",
        count=lambda line: line.lstrip().startswith("Compiling"),
        env=process.environment(RUSTC=str(rustc.path), LIBCLANG_PATH=llvm.libclang,
                                CARGO_TARGET_DIR=str(folder / "target")))
    if status:
        if offline(log):
            raise Stop(f"bindgen {PINNED} cannot be fetched without a network; BINDGEN= names "
                       "one that is installed.")
        raise Stop(f"bindgen {PINNED} did not build; the log is {log}.", process.tail(log))
    process.output(["rm", "-rf", str(folder / "target")])


def find(rustc, llvm, environ=os.environ):
    """Returns a bindgen that is new enough, building one if there is none."""
    needed = versions.minimum("bindgen")
    named = environ.get("BINDGEN")
    if named:
        version = check(named)
        if not version:
            raise Stop(f"BINDGEN={named} does not run.")
        if version < needed:
            raise Stop(f"{named} is {versions.show(version)}, older than {versions.show(needed)}; "
                       "without BINDGEN= a fitting one is built.")
        return named
    final = cache.root() / f"bindgen-{PINNED}"
    cache.build_folder(final, lambda folder: install(rustc, llvm, folder))
    return str(final / "bin" / "bindgen")
