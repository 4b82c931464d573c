# SPDX-License-Identifier: GPL-2.0-only
"""Modules that a distribution's kernel refuses, and whether what is said of them beforehand is what it says."""

import re
import shutil
from types import SimpleNamespace

from . import boot, cache, explain, expect, guest, headers, ko, module, samples, stock, stock_outside, template

ENFORCED = "module.sig_enforce=1"


def _template(kernel, tools, folder, name):
    """Builds a module of the template for a kernel."""
    place = folder / name
    shutil.rmtree(place, ignore_errors=True)
    template.write(place)
    return module.build(kernel, place, tools, cache.root() / "logs" / f"{folder.name}-{name}.log")[0]


def _elsewhere(tree):
    """Returns the name of another kernel."""
    return next(stock.PREFIX + name for name in ("6.1", "6.12") if stock.PREFIX + name != tree)


def make(place, tree, compilers_of):
    """Makes a good module, and such as are refused; returns it and [(file, what the kernel says, its errno)]."""
    folder = place.folder / "wrong"
    folder.mkdir(parents=True, exist_ok=True)
    good = _template(place.found, place.tools, folder, "wrong_good")
    result = []
    other = stock.find(_elsewhere(tree))
    with compilers_of(other):
        of_other = headers.inspect(other.headers)
        foreign = _template(of_other, module.tools_for(of_other), folder, "wrong_kernel")
    says = "disagrees about version of symbol module_layout" if place.found.on("CONFIG_MODVERSIONS") else "version magic"
    result.append((foreign, says, "ENOEXEC"))
    if place.found.on("CONFIG_MODVERSIONS"):
        symbol = next(name for name in sorted(ko.read(good).checksums) if name != "module_layout")
        file = folder / "wrong_symbol.ko"
        file.write_bytes(stock_outside.with_checksum(good, symbol))
        result.append((file, f"disagrees about version of symbol {symbol}", "EINVAL"))
    file = folder / "wrong_magic.ko"
    data = good.read_bytes()
    assert data.count(b" SMP ") == 1, "the module's version magic has no SMP"
    file.write_bytes(data.replace(b" SMP ", b" UMP "))
    result.append((file, "version magic", "ENOEXEC"))
    return good, result


def put(folder, wrong):
    """Puts modules that are refused where they are loaded from, with what is expected."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file, says, error in wrong:
        shutil.copy(file, folder)
        name = ko.read(file).name
        # Where the whole kernel is another one, its `struct module` may be of another size.
        size = f"|module {name}: .* {explain.SIZE} .*" if file.stem == "wrong_kernel" else ""
        (folder / f"{file.stem}.expect").write_text(
            f"insmod {file.stem}\n  ~ {name}: {re.escape(says)}.*{size}\n"
            f"  ? ~ {name}: Unknown symbol .*\n  fails {error}\n", encoding="utf-8")
    return folder


def explained(place, wrong, tally):
    """What `make module-explain` says holds the kernel's own words."""
    for file, says, _ in wrong:
        said = explain.reasons(ko.read(file), place.found)
        tally.add(f"{file.name} is explained in one sentence, with the kernel's words",
                  len(said) == 1 and says in said[0], said)


def signed_alone(made, good, tally):
    """Boots the kernel to load signed modules alone, and tries one without a signature."""
    data, qemu = made.cell.data, made.cell.data["qemu"]
    signed = SimpleNamespace(
        cell=SimpleNamespace(data=data | {"qemu": qemu | {"append": [*qemu.get("append", []), ENFORCED]}}),
        folder=made.folder.with_name(f"{made.folder.name}-signed"), tools=made.tools, image=made.image)
    text = (f"read /sys/module/module/parameters/sig_enforce\n  = Y\ninsmod {good.stem}\n"
            "  ? ~ Loading of (unsigned )?module.* rejected\n  fails EKEYREJECTED\n")
    steps = expect.parse(text, "signed")
    archive = boot.initramfs(guest.program(made), [good], {"signed": expect.script(steps)})
    print(f"Booting Linux {made.tree.name} with {ENFORCED}")
    report = samples.boot_and_read(signed, archive,
                                   lambda name, found: samples.show(name, steps, found, tally, "refusal"))
    samples.judge_boot(report, samples.boot_log(signed), tally)
