# SPDX-License-Identifier: GPL-2.0-only
"""`make module-explain KO=file KDIR=headers`: why a kernel refuses a module, in sentences."""

import os
import re

from . import headers, ko
from .errors import Stop

_REBUILD = "`make module KDIR={} M=folder` builds one for it"
# What a newer kernel says before it compares anything, if its `struct module` is of another size.
SIZE = "section size must match"
# Words of the version magic that a setting stands for; the architecture may have others.
_WORDS = {"SMP": "CONFIG_SMP", "preempt": "CONFIG_PREEMPT_BUILD", "preempt_rt": "CONFIG_PREEMPT_RT",
          "mod_unload": "CONFIG_MODULE_UNLOAD", "modversions": "CONFIG_MODVERSIONS"}


def exports(text):
    """Returns {symbol: checksum} of a Module.symvers."""
    return {symbol: int(number, 16) for number, symbol in re.findall(r"^(0x[0-9a-f]+)\t([^\t\n]+)", text, re.M)}


def magic_words(found):
    """Returns the words of the version magic, behind the release, that the kernel's settings stand for."""
    words = {word for word, symbol in _WORDS.items() if found.on(symbol)}
    # Before there was PREEMPT_BUILD, and where PREEMPT_RT takes its place.
    if found.on("CONFIG_PREEMPT") and "CONFIG_PREEMPT_BUILD" not in found.settings and "preempt_rt" not in words:
        words.add("preempt")
    if {"preempt", "preempt_rt"} <= words:
        words.remove("preempt_rt")
    return words


def _by_release(module, found, rebuild):
    """The version magic: with checksums of symbols the release may differ."""
    release, words = (module.magic or [""])[0], set(module.magic[1:]) & set(_WORDS)
    wanted = magic_words(found)
    if release != found.release and not (module.checksums and "modversions" in words & wanted):
        return [f"{module.path.name} was built for Linux {release}, and Linux {found.release} says "
                f"`version magic … should be …` or `{SIZE} …` and refuses it; {rebuild}."]
    if words != wanted:
        differ = ", ".join(sorted(_WORDS[word] for word in words ^ wanted))
        return [f"{module.path.name} was built for a kernel with other settings ({differ}), and Linux "
                f"{found.release} says `version magic … should be …` and refuses it; {rebuild}."]
    return []


def _changed(module, found, offered):
    """Symbols that were something else where the module was built, as far as the kernel compares them."""
    if not found.on("CONFIG_MODVERSIONS"):
        return []
    return sorted(name for name, number in module.checksums.items() if offered.get(name, number) not in (0, number))


def _by_checksums(module, found, other, rebuild):
    """Symbols that were something else."""
    if not other:
        return []
    release = (module.magic or [""])[0]
    of = f"Linux {release}" if release != found.release else f"another build of Linux {release}"
    first = "module_layout" if "module_layout" in other else other[0]
    more = f" and of {len(other) - 1} more" if other[1:] else ""
    size = f", or `{SIZE} …`," if first == "module_layout" else ""
    return [f"{module.path.name} was built against {of}, and Linux {found.release} says "
            f"`disagrees about version of symbol {first}`{more}{size} and refuses it; {rebuild}."]


def _by_names(module, found, offered):
    """Symbols that nobody offers, or other modules do."""
    absent = sorted(name for name in module.undefined if name not in offered)
    if not absent:
        return []
    if module.depends:
        return [f"{module.path.name} needs {' and '.join(module.depends)} to be loaded first; modprobe does that for "
                "installed modules."]
    more = f" nor {len(absent) - 1} more that it calls" if absent[1:] else ""
    return [f"{module.path.name} calls {absent[0]}, which Linux {found.release} does not export to modules{more}; it "
            "says `Unknown symbol` and refuses it, until another module offers it or the call is gone."]


def reasons(module, found, running=None):
    """Returns sentences about why the kernel of the headers refuses the module."""
    rebuild = _REBUILD.format(found.folder)
    machines = headers.machines(found.folder)
    if machines and module.machine not in machines:
        return [f"{module.path.name} is for {module.machine}, and Linux {found.release} of {found.folder} is for "
                f"{' and '.join(machines)}; it refuses it with `Exec format error`."]
    if module.bits != (64 if found.on("CONFIG_64BIT") else 32):
        return [f"{module.path.name} has {module.bits} bits, and Linux {found.release} has not; {rebuild}."]
    offered = exports((found.folder / "Module.symvers").read_text(encoding="utf-8", errors="replace"))
    # What is wrong first most often is the cause of the rest. The kernel compares its own layout before all else.
    changed = _changed(module, found, offered)
    result = "module_layout" not in changed and _by_release(module, found, rebuild) or \
        _by_checksums(module, found, changed, rebuild) or _by_names(module, found, offered)
    if not module.signed:
        result += headers.signed_alone(found, running)
    return result


def main():
    """Explains the module that KO= names to the kernel of KDIR=; returns 0 if nothing speaks against it."""
    if not os.environ.get("KO"):
        raise Stop("KO= must name a module, a file that ends in .ko.")
    running = os.uname().release
    found = headers.inspect(os.environ.get("KDIR") or f"/lib/modules/{running}/build", to_build=False)
    module = ko.read(os.environ["KO"])
    said = reasons(module, found)
    for sentence in said:
        print(sentence)
    if not said:
        print(f"Nothing in the headers of Linux {found.release} speaks against {module.path.name}"
              + ("." if found.release == running else f"; this machine runs {running}."))
    return 1 if said else 0
