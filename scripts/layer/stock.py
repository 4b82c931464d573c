# SPDX-License-Identifier: GPL-2.0-only
"""Kernels as a distribution ships them: the image, the headers and the compiler that these ask for.

Nothing is installed: packages of any suite are unpacked into a folder of the cache. Their programs
are made to name the C library of their own suite, which may be newer than this machine's.
"""

import os
import re
import subprocess
import tomllib
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

from . import apt, cache, process
from .errors import Stop
from .paths import STOCK

PREFIX = "stock/"
_IMAGES = ("linux-image-", "linux-binary-")
_RELEASE = re.compile(r"linux-headers-(\d+\.\d+\..*-(?:amd64|generic))")
# Of what is needed: headers, programs that build a module, and the libraries of these.
_WANTED = re.compile(r"linux-(?:[\w.]+-)*headers-.*\d.*|linux-(?:kbuild|compiler)-.*\d.*|gcc|(?:gcc|cpp)-\d+.*|pahole|"
                     r"libbpf\d|libc6|libgcc-[\w-]+|zlib1g|"
                     r"lib(?:isl|mpfr|mpc|gmp|zstd|elf|dw|lzma|bz2|ssl|stdc\+\+)[-\dt.]*")


@dataclass(frozen=True)
class Stock:
    """The packages of a kernel, unpacked."""
    name: str
    release: str
    folder: Path

    @property
    def headers(self):
        """What KDIR= would name."""
        return self.folder / f"usr/src/linux-headers-{self.release}"

    @property
    def image(self):
        """The file that QEMU boots."""
        places = (f"boot/vmlinuz-{self.release}", f"usr/lib/modules/{self.release}/vmlinuz")
        return next(path for place in places if (path := self.folder / place).is_file())

    @property
    def programs(self):
        """The folder with the compiler."""
        return self.folder / "usr/bin"


@dataclass(frozen=True)
class Cell:
    """A row of the matrix: a kernel of a distribution, for its own architecture and compiler."""
    tree: str
    arch: str = ""
    compiler: str = ""
    options: tuple = ()

    def __str__(self):
        return self.tree


def names():
    """Returns the kernels that are known."""
    return sorted(path.stem for path in STOCK.glob("*.toml"))


def closure(private, *packages):
    """Returns {package: version} of all that packages need on an empty machine."""
    private.run("updating private package lists", "update")
    nothing = private.folder / "status"
    cache.write_if_changed(nothing, b"")
    text = process.output(["apt-get", *private.options, "-o", f"Dir::State::status={nothing}", "-y",
                           "--no-install-recommends", "--print-uris", "install", *packages])
    files = re.findall(r"^'[^']*' (\S+)\.deb ", text or "", re.M)
    if not files:
        raise Stop(f"The distribution's mirror does not carry {' and '.join(packages)} with all that "
                   "it depends on.")
    return {name: urllib.parse.unquote(version) for name, version, _ in (file.split("_") for file in files)}


def _with_image(private, release):
    """Returns the package with a kernel's image; the first may only depend on the second."""
    return next((package for name in reversed(_IMAGES)
                 if process.output(["apt-cache", *private.options, "show", package := f"{name}{release}"])),
                _IMAGES[0] + release)


def _run(*command):
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Stop(f"{command[0]} failed: {done.stderr.strip()[-200:]}")


def _unpack(package, folder):
    """Unpacks a package; of a kernel the image alone."""
    if package.name.startswith(_IMAGES):
        _run("bash", "-c", f"dpkg-deb --fsys-tarfile '{package}' | "
             f"tar -x -C '{folder}' --wildcards './*/vmlinuz*'")
    else:
        _run("dpkg-deb", "-x", package, folder)


def _name_place(folder, final):
    """Lets the headers name the folder that they will be in."""
    for path in [*folder.glob("usr/src/*/Makefile"), *folder.glob("usr/src/*/.kernelvariables")]:
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"(?<![\w./])/usr/(src|lib)/", rf"{final}/usr/\1/", text), encoding="utf-8")


def _name_library(folder, final):
    """Lets the programs name the dynamic linker and the libraries of their suite."""
    linker = next((path for name in ("lib", "usr/lib")
                   if (path := folder / name / "x86_64-linux-gnu/ld-linux-x86-64.so.2").exists()), None)
    if not linker:
        raise Stop("The C library's package holds no dynamic linker.")
    linker = final / linker.resolve().relative_to(folder.resolve())
    path = ":".join(str(final / name / "x86_64-linux-gnu") for name in ("lib", "usr/lib"))
    for program in [*folder.glob("usr/bin/*"), *folder.glob("usr/lib/linux-kbuild-*/**/*"),
                    *folder.glob("usr/src/*/scripts/**/*"), *folder.glob("usr/src/*/tools/**/*"),
                    *folder.glob("usr/lib/gcc/**/*"), *folder.glob("usr/libexec/gcc/**/*")]:
        if program.is_symlink() or not program.is_file() or not os.access(program, os.X_OK):
            continue
        if process.output(["patchelf", "--print-interpreter", str(program)]):
            _run("patchelf", "--set-interpreter", linker, "--force-rpath", "--set-rpath", path, program)


def known(tree):
    """Returns a kernel's name as TREE= takes it, or says which there are."""
    if tree.removeprefix(PREFIX) not in names():
        raise Stop(f"{tree} is not known; there is {', '.join(PREFIX + name for name in names())}.")
    return tree


def find(tree):
    """Returns a kernel of a distribution, fetching its packages if they are not there."""
    name = known(tree).removeprefix(PREFIX)
    home = cache.root() / "stock-kernels" / name
    present = sorted(home.glob("[0-9]*"), key=lambda path: path.stat().st_mtime)
    if present and not os.environ.get("UPDATE"):
        return Stock(name, present[-1].name, present[-1])
    data = tomllib.loads((STOCK / f"{name}.toml").read_text(encoding="utf-8"))
    private = apt.Private(apt.sources(data))
    packages = closure(private, data["package"], *data.get("further", []))
    release = next((found[1] for package in packages if (found := _RELEASE.fullmatch(package))), None)
    if not release:
        raise Stop(f"{data['package']} depends on the headers of no kernel.")
    wanted = [f"{package}={version}" for package, version in packages.items() if _WANTED.fullmatch(package)]
    wanted.append(f"{_with_image(private, release)}={packages[f'linux-headers-{release}']}")
    final = home / release

    def fill(folder):
        downloads = folder / "packages"
        downloads.mkdir()
        private.run(f"downloading {len(wanted)} packages of Linux {release}", "download", *wanted, cwd=downloads)
        for package in sorted(downloads.glob("*.deb")):
            _unpack(package, folder)
            package.unlink()
        downloads.rmdir()
        _name_place(folder, final)
        _name_library(folder, final)
    return Stock(name, release, cache.build_folder(final, fill))
