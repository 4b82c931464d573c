# SPDX-License-Identifier: GPL-2.0-only
"""Modules outside of the tree beside a distribution's kernel: as other people write them, using one another."""

import shutil
from pathlib import Path

from . import cache, explain, habits, ko, module, others, template
from .errors import Stop


class Place:
    """A folder for modules, and what builds them for one kernel."""

    def __init__(self, made, found, tools):
        self.made = made
        self.folder = made.folder.with_name(f"{made.folder.name}-outside")
        self.found = found
        self.tools = tools

    def copy(self, name):
        """Puts one of our module folders there."""
        return habits.copy(self, name)

    def build(self, folder, tally, what):
        """Builds a folder's modules; returns whether that worked."""
        log = cache.root() / "logs" / f"{self.folder.name}-{folder.name}.log"
        try:
            module.build(self.found, folder, self.tools, log)
        except Stop as stop:
            return tally.add(what, False, [*stop.detail, str(stop)])
        return tally.add(what, True)


def with_checksum(path, symbol):
    """Returns a module's bytes with another checksum of a symbol that it uses, or None if it has none of it."""
    data, sum_of = bytearray(path.read_bytes()), ko.read(path).checksums.get(symbol)
    if sum_of is None:
        return None
    at = data.find(sum_of.to_bytes(8, "little") + symbol.encode() + b"\0")
    if at < 0:
        return None
    data[at] ^= 1
    return bytes(data)


def checksums(user, symvers, tally):
    """What one Rust module takes of another has a checksum on both sides, and the same."""
    offered = explain.exports(symvers.read_text(encoding="utf-8"))
    offered = {name: number for name, number in offered.items() if name.startswith("_R")}
    tally.add("what a Rust module exports has a checksum in Module.symvers",
              offered and all(offered.values()), sorted(offered.items()))
    used = {name: number for name, number in ko.read(user).checksums.items() if name.startswith("_R")}
    tally.add("and the module that uses it carries that checksum",
              used and all(offered.get(name) == number for name, number in used.items()),
              [f"{user.name}: {name} {number:#x}, offered {offered.get(name)}" for name, number in used.items()])
    return sorted(used)


def using(place, tally):
    """Builds modules that use one another; returns the folders to load from."""
    folder, far = place.copy("others"), place.copy("far")
    if not place.build(folder, tally, "modules as other people write them build"):
        return []
    user = folder / "rust_user.ko"
    needs = ko.read(user).depends
    tally.add("a module says that it needs the other", needs == ["rust_shape"], needs)
    before = user.read_bytes()
    others.change(folder / "odd/table.in", "3", "4")
    others.change(folder / "src/deep/inner.rs", "2\n", "3\n")
    others.change(folder / "shapes/rust-shape.rs", "    pub width: u32,",
                  "    pub width: u32,\n    #[doc(hidden)]\n    pub depth: [u32; 0],")
    others.change(folder / "rust_user.rs", "height: 7", "height: 7, depth: []")
    others.change(far / "rust_far.rs", "height: 5", "height: 5, depth: []")
    if not place.build(folder, tally, "and again, after changes in them"):
        return []
    if not place.build(far, tally, "a module uses one of another folder"):
        return []
    (far / "rust_user_before.ko").write_bytes(before)
    if place.found.on("CONFIG_MODVERSIONS"):
        names = checksums(user, folder / "Module.symvers", tally)
        wrong = with_checksum(user, names[0]) if names else None
        if tally.add("one with another checksum can be made", wrong, names):
            (far / "rust_user_sums.ko").write_bytes(wrong)
            (far / "rust_sums.expect").write_text(
                "insmod rust-shape\ninsmod rust_user_sums\n"
                f"  ~ rust_user: disagrees about version of symbol {names[0]}\n"
                "  ? ~ rust_user: Unknown symbol .*\n  fails EINVAL\nrmmod rust_shape\n", encoding="utf-8")
    return [folder, folder / "shapes", far]


def from_template(place, tally):
    """Builds what `make module-template` writes."""
    folder = place.folder / "external" / "template" / "layer_template"
    shutil.rmtree(folder, ignore_errors=True)
    template.write(folder)
    shutil.copy(habits.EXTERNAL / "template" / "layer_template.expect", folder)
    return [folder] if place.build(folder, tally, "a module of the template builds") else []


def refused(place, tally):
    """Modules that do not build, and what is said of them."""
    for name, sentences in (("bad", ["error[E0308]"]), ("absent", ["no_such_function_in_c", "rust_absent.rs:18:"])):
        folder = place.copy(name)
        log = cache.root() / "logs" / f"{place.folder.name}-{name}.log"
        try:
            module.build(place.found, folder, place.tools, log)
            said = "it was built"
        except Stop as stop:
            said = "\n".join([*stop.detail, str(stop)])
        tally.add(f"the module in {name}/ does not build, and the error names the place",
                  all(sentence in said for sentence in sentences) and not list(Path(folder).glob("*.ko")),
                  said.splitlines()[-15:])


def check(place, tally):
    """All of it; returns the folders of modules that can be loaded."""
    names = place.copy("names")
    result = []
    if place.build(names, tally, "modules take C names of their own"):
        habits.change_header(names)
        if place.build(names, tally, "and again, with another header"):
            tally.add("which Rust sees", habits.sees_change(names))
            result = [names]
    refused(place, tally)
    return [*result, *from_template(place, tally), *using(place, tally)]
