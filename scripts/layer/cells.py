# SPDX-License-Identifier: GPL-2.0-only
"""A cell of the matrix: which tree, which architecture, which C compiler, which kernel options."""

import os
import platform
import tomllib
from dataclasses import dataclass

from . import trees
from .errors import Stop
from .paths import ARCH, CONFIGS

COMPILERS = ("clang", "gcc")

# What the C compiler of a machine is for, as Kbuild calls it.
HOSTS = {"x86_64": ("x86_64", "i386", "um"), "aarch64": ("arm64",), "s390x": ("s390",)}


@dataclass(frozen=True)
class Cell:
    """What TREE=, ARCH= and COMPILER= ask for; the tree is not looked at yet."""
    tree: str
    arch: str
    compiler: str
    options: tuple = ()

    def __str__(self):
        return f"{self.tree}/{self.arch}/" + "+".join([self.compiler, *self.options])

    @property
    def fragments(self):
        """The configuration fragments that the options stand for."""
        return tuple(f"options/{option}" for option in self.options)

    @property
    def data(self):
        """The architecture's table."""
        return tomllib.loads((ARCH / f"{self.arch}.toml").read_text(encoding="utf-8"))

    @property
    def is_foreign(self):
        """Whether this machine's own C compiler makes nothing for the architecture."""
        return self.data["kbuild"] not in HOSTS.get(platform.machine(), (platform.machine(),))

    @property
    def prefix(self):
        """What the programs for the architecture are called by where they are not this machine's own."""
        return f"{self.data['triple']}-" if self.is_foreign else ""


def architectures():
    """Returns the names that ARCH= takes."""
    return sorted(path.stem for path in ARCH.glob("*.toml"))


def known_options():
    """Returns the names that OPTIONS= takes."""
    return sorted(path.stem for path in (CONFIGS / "options").glob("*.config"))


def choose(tree, arch, compiler, options=()):
    """Returns the cell, or says in a sentence which names are valid."""
    if arch not in architectures():
        raise Stop(f"ARCH={arch} is not known; it is one of: {', '.join(architectures())}; "
                   "Documentation/rust/arch-support.rst says how to add one.")
    if compiler not in COMPILERS:
        raise Stop(f"COMPILER={compiler} is not known; it is one of: {', '.join(COMPILERS)}.")
    for option in options:
        if option not in known_options():
            raise Stop(f"The option {option} is not known; it is one of: {', '.join(known_options())}.")
    return Cell(tree, arch, compiler, tuple(dict.fromkeys(options)))


def host_arch():
    """Returns Kbuild's name of the machine's architecture."""
    machine = platform.machine()
    return {"aarch64": "arm64"}.get(machine, machine)


def from_environment(environ=os.environ):
    """Returns the cell that the make variables ask for."""
    default = "x86_64" if host_arch() not in architectures() else host_arch()
    return choose(environ.get("TREE") or trees.DEFAULT, environ.get("ARCH") or default,
                  environ.get("COMPILER") or "clang", (environ.get("OPTIONS") or "").split())
