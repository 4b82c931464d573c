# SPDX-License-Identifier: GPL-2.0-only
"""The headers that KDIR= names: of a kernel built without Rust, or of one with the layer in it."""

import os
import platform
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import cache, config, process
from .errors import Stop
from .paths import RUST

# The kernel's own names of what `uname -m` says.
_MACHINES = {"x86_64": "x86", "aarch64": "arm64", "riscv64": "riscv", "loongarch64": "loongarch",
             "ppc64le": "powerpc", "s390x": "s390"}
SIG_ENFORCE = "/sys/module/module/parameters/sig_enforce"
LOCKDOWN = "/sys/kernel/security/lockdown"
_AUTO = "include/config/auto.conf"


@dataclass(frozen=True)
class Headers:
    """What a folder of headers says of its kernel."""
    folder: Path
    release: str
    settings: dict

    @property
    def has_layer(self):
        """Tells whether the layer is part of this kernel."""
        return (self.folder / "rust/generated/driver.args").is_file()

    def on(self, symbol):
        """Tells whether a symbol is on."""
        return self.settings.get(symbol) == "y"

    def identity(self):
        """What changes whenever the package of the headers does."""
        parts = [self.folder.resolve()]
        for name in (_AUTO, "Module.symvers", "include/generated/utsrelease.h", "include/generated/autoconf.h"):
            file = self.folder / name
            parts += [file.read_bytes(), file.stat().st_mtime_ns] if file.is_file() else [None]
        return cache.key(*parts)


def package_for(folder):
    """Returns the name of the Debian package that holds the headers of a kernel, if the path names one."""
    found = re.search(r"/lib/modules/([^/]+)/build$|linux-headers-([^/]+?)/?$", str(folder))
    return f"linux-headers-{found[1] or found[2]}" if found else None


def _first_complaint(program):
    """Returns why a program does not run here, or None."""
    try:
        done = subprocess.run([str(program)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False,
                              stderr=subprocess.PIPE, text=True, errors="replace", env=process.environment())
    except OSError as error:
        return error.strerror
    said = (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[0]
    needs = re.search(r"version `(\w+_[\d.]+)' not found", done.stderr)
    if needs:
        return f"it needs {needs[1].replace('_', ' ')} or newer"
    return said if done.returncode in (126, 127) else None


def check_tools(headers):
    """Refuses headers whose programs are missing or made for another machine."""
    wanted = ["scripts/basic/fixdep", "scripts/mod/modpost"]
    if headers.on("CONFIG_OBJTOOL") or headers.on("CONFIG_STACK_VALIDATION"):
        wanted.append("tools/objtool/objtool")
    if headers.on("CONFIG_MODVERSIONS") and not headers.on("CONFIG_GENDWARFKSYMS"):
        wanted.append("scripts/genksyms/genksyms")
    for name in wanted:
        program = headers.folder / name
        if not program.is_file():
            raise Stop(f"{headers.folder} has no {name}; Debian's package linux-kbuild-… of the same version "
                       "holds it, and in a tree `make modules_prepare` builds it.")
        if name.endswith("genksyms"):
            continue
        if why := _first_complaint(program):
            raise Stop(f"{program}, which building a module needs, does not run here: {why}; a package of headers "
                       "fits the release of the distribution that it is from.")


def machines(folder):
    """Returns the kernel's names of the machines that headers are for; none if they do not say it."""
    return sorted(path.parents[1].name for path in folder.glob("arch/*/include/generated"))


def _check_machine(folder):
    of = machines(folder)
    here = _MACHINES.get(platform.machine(), platform.machine())
    if of and here not in of:
        raise Stop(f"{folder} holds headers of a kernel for {' and '.join(of)}, and this machine is "
                   f"{platform.machine()}; KDIR= has to name headers for {here}.")
    if not (RUST / "arch" / f"{here}.mk").is_file():
        raise Stop(f"The layer does not know {platform.machine()}.")


def inspect(named, to_build=True):
    """Returns what the folder `named` holds, or says why it is of no use: to build with, or to read alone."""
    if not named:
        raise Stop("KDIR= must name the headers of a kernel; /lib/modules/$(uname -r)/build are those of the one "
                   "that runs here.")
    folder = Path(named).expanduser().absolute()
    package = package_for(folder)
    hint = f"; the package {package} holds them" if package else ""
    if not folder.is_dir():
        raise Stop(f"KDIR={folder} is no folder with a kernel's headers{hint}.")
    if any(character in str(folder) for character in " :"):
        raise Stop(f"Kbuild takes no folder with a space or a colon in its path: {folder}.")
    if not (folder / "Makefile").is_file():
        raise Stop(f"{folder} holds no kernel headers: it has no Makefile{hint}.")
    try:
        return _inspect(folder, to_build)
    except PermissionError as error:
        raise Stop(f"{error.filename} may not be read by this user; `chmod -R a+rX` of the headers lets "
                   "everybody.") from None


def _check_common(folder):
    """Debian's headers of one flavour include those that all flavours share, a package of its own."""
    text = (folder / "Makefile").read_text(encoding="utf-8", errors="replace")
    for name in re.findall(r"^include (/\S+/Makefile)$", text, re.M):
        if not Path(name).is_file():
            raise Stop(f"{folder}/Makefile includes {name}, which is not there; the package {Path(name).parent.name} "
                       "holds it.")


def _inspect(folder, to_build):
    _check_common(folder)
    _check_machine(folder)
    auto = folder / _AUTO
    if not auto.is_file():
        raise Stop(f"{folder} has no {_AUTO}: the kernel there was not configured and built; "
                   "`make` there does it, or KDIR= names a package's headers.")
    if not (folder / "Module.symvers").is_file():
        raise Stop(f"{folder} has no Module.symvers, so that nobody knows what its kernel exports; "
                   "a package of headers has it, and in a tree `make` writes it.")
    settings = config.values(auto.read_text(encoding="utf-8"))
    if settings.get("CONFIG_MODULES") != "y":
        raise Stop(f"The kernel of {folder} loads no modules: CONFIG_MODULES is off.")
    try:
        text = (folder / "include/generated/utsrelease.h").read_text(encoding="utf-8")
        release = re.search(r'UTS_RELEASE "(.*)"', text)[1]
    except (OSError, TypeError):
        raise Stop(f"{folder} has no include/generated/utsrelease.h that names the kernel's release; "
                   "`make modules_prepare` writes it, and a package of headers has it.") from None
    headers = Headers(folder, release, settings)
    if to_build:
        check_tools(headers)
    return headers


def _read(path):
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def signed_alone(headers, running=None):
    """Returns a sentence if a kernel loads signed modules alone: as built, as booted, or as locked down."""
    if headers.on("CONFIG_MODULE_SIG_FORCE"):
        return [f"Linux {headers.release} loads signed modules alone (`Key was rejected by service`); "
                "`scripts/sign-file` of its headers signs one with a key that the kernel knows."]
    if headers.release != (running or os.uname().release):
        return []
    if _read(SIG_ENFORCE) in ("Y", "1"):
        return ["This machine was booted to load signed modules alone (`Key was rejected by service`); booting without "
                "module.sig_enforce=1 ends that, or `scripts/sign-file` of the headers signs one with a key that the "
                "kernel knows."]
    state = _read(LOCKDOWN)
    if state and "[none]" not in state:
        return ["This machine is locked down, as Secure Boot does it, and loads modules alone that are signed with a key "
                "of the machine's owner (mokutil --import)."]
    return []


def refused_at_load(headers, running=None):
    """Returns sentences about why a module of these headers may not load here."""
    here = running or os.uname().release
    result = []
    if headers.release != here:
        result.append(f"It is for Linux {headers.release}, and this machine runs {here}, which would refuse it; "
                      "KDIR=/lib/modules/$(uname -r)/build names that one's headers.")
    return result + signed_alone(headers, here)
