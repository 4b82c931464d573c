# SPDX-License-Identifier: GPL-2.0-only
"""`make bench`: Rust against its twin in C, in one boot where a nanosecond is an instruction.

QEMU counts instructions (`-icount shift=0`), so that the guest's clock does: two boots give the
same figures, whatever else the machine does. tests/bench/ has the pairs.
"""

import math
import os
import re
import shutil
import tomllib
from dataclasses import dataclass, replace

from . import bench_show, boot, cache, cells, console, guest, habits, inlined, mainline, process, samples, trees
from .errors import Stop
from .paths import REPO
from .run import cell_build
from .tally import Tally

FOLDER = REPO / "tests" / "bench"
HALVES = ("rust", "c")
# Each half is loaded this often, the two in turn; the least counts.
ROUNDS = 2
_COUNTED = ("-icount", "shift=0,sleep=off")
_FIGURE = re.compile(r"(?:\w+: )?bench (.+): (\d+) operations, (\d+) ns")
# How far from what it does the pair that is no pair may seem to be.
_DETECTED = 0.25


@dataclass(frozen=True)
class Half:
    """A module, and what the guest does to have its file."""
    module: str
    file: str
    parameters: str = ""
    begin: str = ""
    end: str = ""


@dataclass(frozen=True)
class Pair:
    """A pair as tests/bench/pairs.toml describes it."""
    name: str
    title: str
    figures: tuple = ()
    timed: tuple = ()
    file: str = "/dev/bench_{}"
    missing: str = ""
    needs: str = ""
    slower: float = 0
    rust: dict | None = None
    c: dict | None = None

    def half(self, name):
        """Returns one of the two."""
        own = getattr(self, name)
        if own:
            return Half(**own)
        module = f"{self.name}_{name}"
        return Half(module, self.file.format(module))

    @property
    def ours(self):
        """Tells whether the two are in tests/bench/."""
        return not self.rust


def pairs(text):
    """Returns the pairs of pairs.toml's text."""
    known = set(Pair.__dataclass_fields__)
    result = []
    for name, table in tomllib.loads(text).items():
        if unknown := set(table) - known:
            raise Stop(f"pairs.toml says {', '.join(sorted(unknown))} of {name}, which is not understood.")
        result.append(Pair(name, **{key: tuple(value) if isinstance(value, list) else value
                                    for key, value in table.items()}))
    return result


def script(pair):
    """Returns what the guest does with a pair: both halves in turn, the second round the other way."""
    lines = []
    for number in range(ROUNDS):
        for half in HALVES if number % 2 == 0 else reversed(HALVES):
            it = pair.half(half)
            lines += [f"insmod /modules/{it.module}.ko {it.parameters}".rstrip(), *filter(None, [it.begin]),
                      *(f"timed {it.file} {how}" for how in pair.timed), *filter(None, [it.end]), f"rmmod {it.module}"]
    return "".join(f"step {number} {line}\n" for number, line in enumerate(lines, 1))


def figures(pair, steps):
    """Returns ({(half, figure): instructions for one operation}, complaints) of what the guest did with a pair."""
    least, faults, half = {}, [], None
    half_of = {f"/modules/{pair.half(name).module}.ko": name for name in HALVES}
    for step in steps:
        words = step.command.split()
        if words[0] == "insmod":
            half = half_of[words[1]]
        if step.status:
            faults.append(f"{step.command}: {'; '.join(step.output) or f'status {step.status}'}")
        for text in (*(text for _, text in step.log), *step.output):
            if found := _FIGURE.fullmatch(text):
                each = int(found[3]) / int(found[2])
                key = half, found[1]
                least[key] = min(each, least.get(key, each))
    return least, faults


def sections(listing):
    """Returns (bytes of code, bytes of read-only data) in `llvm-size -A`'s listing of a module."""
    code = data = 0
    for name, size in re.findall(r"^(\.\S+)\s+(\d+)\s+\d+$", listing, re.M):
        if name.startswith(".text") or name in (".init.text", ".exit.text"):
            code += int(size)
        elif name.startswith(".rodata"):
            data += int(size)
    return code, data


def judge(pair, least, tally):
    """Counts that a pair reported all its figures; returns [(figure, rust, c)]."""
    lost = [f"{half}: {name}" for name in pair.figures for half in HALVES if (half, name) not in least]
    tally.add(f"pair {pair.name}", not lost, [f"no figure of {', '.join(lost)}"])
    found = [(name, least["rust", name], least["c", name]) for name in pair.figures if not lost]
    if pair.slower and found:
        _, rust, c = found[0]
        tally.add(f"a half that does {pair.slower} times the work is seen",
                  abs(rust / c / pair.slower - 1) < _DETECTED, [f"it seems to do {rust / c:.2f} times the work"])
    return found


def summary(ratios):
    """Returns (geometric mean, worst) of some ratios."""
    return math.exp(sum(map(math.log, ratios)) / len(ratios)), max(ratios)


def there(pair, tree):
    """Returns a pair, which is missing if the tree lacks what it needs."""
    if not pair.needs or (tree / pair.needs).exists():
        return pair
    return replace(pair, missing=f"this tree has no {pair.needs}")


def build_modules(build, known, tally):
    """Builds the halves of all pairs that are there; returns their folder."""
    folder = build.folder / "external" / "bench"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(FOLDER, folder)
    for pair in known:
        if pair.missing:
            for path in folder.glob(f"{pair.name}_*"):
                path.unlink()
    status, output = habits.make(build, f"M={folder}", "modules")
    if status:
        raise Stop("The pairs do not build.", [line for line in output.splitlines() if "rror" in line][:15]
                   or output.splitlines()[-15:])
    _calls_no_shim(build, sorted(folder.glob("*_rust.ko")), tally)
    return folder


def _calls_no_shim(build, modules, tally):
    """Proves by the symbols of the modules that C's inline functions are in them."""
    known = inlined.watched(build)
    if not known:
        print("         CONFIG_RUST_INLINE_HELPERS is off: C's inline functions are called")
        return
    found = {path.name: left for path in modules if (left := inlined.left(build, path, known))}
    tally.add(f"llvm-nm: {len(modules)} Rust halves name none of {len(known)} inline functions of C's", not found,
              [f"{name}: {' '.join(left)}" for name, left in found.items()])


def from_mainline(build):
    """Builds mainline's null block driver; returns it and the tree's, or raises Stop with the reason why not."""
    line, paths = mainline.wanted()
    tree = trees.fetch(line, trees.lines()[line])
    contents = mainline.originals(tree, [path for path in paths if path.startswith("drivers/block/rnull/")])
    folder = build.folder / "external" / "bench_block"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "Kbuild").write_text("obj-m := rnull_mod.o\nrnull_mod-y := rnull.o\n", encoding="utf-8")
    for path, content in contents.items():
        (folder / mainline.place(path)).write_bytes(content)
    _, output = habits.make(build, f"M={folder}", "modules")
    found = [*folder.glob("rnull_mod.ko"), *build.folder.glob("drivers/block/**/null_blk.ko")]
    if len(found) != 2:
        raise Stop("the null block drivers do not build", [line for line in output.splitlines() if "error" in line][:15])
    return found


def measure(build, modules, wanted, tally):
    """Boots, and returns {pair's name: its steps}."""
    archive = boot.initramfs(guest.program(build), modules,
                             {pair.name: script(pair) for pair in wanted})
    reader = console.Reader()
    print(f"Booting Linux {build.tree.name}, counting instructions", flush=True)
    for line in boot.run(build.cell.data, build.image(), archive, samples.boot_log(build), extra=_COUNTED):
        if ended := reader.feed(line):
            print(f"  ..     {ended}", flush=True)
    samples.judge_boot(reader.report, samples.boot_log(build), tally)
    return reader.report.scripts


def main():
    """Measures the cell that the environment asks for; returns the exit status."""
    cell = cells.from_environment()
    known = pairs((FOLDER / "pairs.toml").read_text(encoding="utf-8"))
    tally = Tally()
    build = cell_build(cell, ("base", "bench"), variant="bench")
    known = [there(pair, build.tree.folder) for pair in known]
    folder = build_modules(build, known, tally)
    modules = sorted(folder.glob("*.ko"))
    try:
        modules += from_mainline(build)
    except Stop as stop:
        known = [pair if pair.ours else replace(pair, missing=str(stop)) for pair in known]
    wanted = [pair for pair in known if not pair.missing]
    scripts = measure(build, modules, wanted, tally)
    size = build.tools.llvm.tool("llvm-size")
    rows = []
    for pair in known:
        if pair.missing:
            rows.append(bench_show.Row(pair, [], None))
            continue
        least, faults = figures(pair, scripts.get(pair.name, []))
        if faults:
            tally.add(f"pair {pair.name} does its work", False, faults)
        bytes_of = {half: sections(process.output([size, "-A", str(folder / f"{pair.half(half).module}.ko")]) or "")
                    for half in HALVES} if pair.ours else None
        rows.append(bench_show.Row(pair, judge(pair, least, tally), bytes_of))
    print()
    bench_show.table(rows)
    counted = [rust / c for row in rows if not row.pair.slower for _, rust, c in row.figures]
    if not counted:
        tally.finish()
        raise Stop("Nothing was measured.")
    geomean, worst = summary(counted)
    bench_show.write(REPO / "build", str(cell), rows, geomean, worst)
    if os.environ.get("RECORD"):
        folder = REPO / "Documentation" / "rust"
        if str(cell) == str(cells.from_environment({})):
            cache.write_file(folder / "bench-figures.rst", bench_show.page(cell, rows, geomean, worst).encode())
        table = folder / "bench-cells.rst"
        old = table.read_text(encoding="utf-8") if table.exists() else ""
        cache.write_file(table, bench_show.cells(old, str(cell), rows, geomean, worst).encode())
    status = tally.finish()
    print(f"geomean {geomean:.3f} worst {worst:.3f}")
    return status
