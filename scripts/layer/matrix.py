# SPDX-License-Identifier: GPL-2.0-only
"""`make matrix`: `run` on many cells, a row a cell."""

import csv
import io
import os
import re
import subprocess
import time

from . import build, cache, cells, done, process, stock
from .errors import Stop
from .paths import REPO
from .tally import Tally

TABLE = REPO / "Documentation/rust/support-matrix-cells.rst"
ALL = "all"
DEFAULT = " ".join(f"{tree}/x86_64/{compiler}" for tree in ("5.10", "6.1", "6.12", "7.3")
                   for compiler in ("clang", "gcc"))
_TABLE = """\
.. SPDX-License-Identifier: GPL-2.0-only

.. csv-table:: Cells
   :header: Cell, Passed, Failed, Remark
   :widths: 45, 10, 10, 35

"""
_ARCHITECTURES = """\
.. SPDX-License-Identifier: GPL-2.0-only

.. csv-table:: Architectures
   :header: {header}

"""
_REFUSED = re.compile(r"Kconfig refuses CONFIG_RUST=y: .*")
_LINKED = re.compile(r"^Compiled and linked, not booted: (.*)\.$", re.M)
_OF_TREE = re.compile(rf"^({build.OF_TREE}: .*); the log is .*\.$", re.M)
_KUNIT = re.compile(r"^ *(KUnit: \d+ of \d+ cases passed)$", re.M)
_SUMMARY = re.compile(r"^(\d+) passed, (\d+) failed$", re.M)


def parse(text):
    """Returns the cells that CELLS= names; `all` are those of the documentation's table."""
    result = []
    words = text.split()
    for word in sorted(known(TABLE.read_text(encoding="utf-8")), key=order) if words == [ALL] else words:
        if word.startswith(stock.PREFIX):
            result.append(stock.Cell(stock.known(word)))
            continue
        parts = word.rsplit("/", 2)
        if len(parts) != 3 or not all(parts):
            raise Stop(f"CELLS: '{word}' is not of the form TREE/ARCH/COMPILER[+OPTION...], nor "
                       f"{stock.PREFIX}TREE, nor '{ALL}'.")
        compiler, *options = parts[2].split("+")
        result.append(cells.choose(parts[0], parts[1], compiler, options))
    if not result:
        raise Stop("CELLS= names no cell.")
    return result


def run(cell):
    """Runs one cell in a process of its own; returns (passed, failed, why it failed)."""
    log = cache.root() / "logs" / f"matrix-{str(cell).replace('/', '-')}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    env = process.environment(TREE=cell.tree, ARCH=cell.arch, COMPILER=cell.compiler,
                              OPTIONS=" ".join(cell.options))
    with open(log, "w", encoding="utf-8") as file:
        status = subprocess.run(["python3", "scripts/layer", "run"], cwd=REPO, env=env, stdout=file,
                                stderr=subprocess.STDOUT, check=False).returncode
    text = log.read_text(encoding="utf-8", errors="replace")
    found = _SUMMARY.search(text)
    passed, failed = (int(found[1]), int(found[2])) if found else (0, 0)
    if refused := _REFUSED.search(text):
        return 0, 0, refused[0]
    if status and not failed:
        failed = 1
    if of_tree := _OF_TREE.search(text):
        return 0, 1, of_tree[1]
    if linked := _LINKED.search(text):
        return passed, failed, f"compiled and linked, not booted: {linked[1]}"
    if found and (cases := _KUNIT.search(text)):
        return passed, failed, cases[1]
    last = text.strip().splitlines()[-1:] if not found else []
    return passed, failed, " ".join(last)


def remark(failed, why):
    """Returns what the table says of a cell; other reasons of a failure name files of this machine."""
    return why if not failed or why.startswith((build.OF_TREE, "KUnit: ")) else ""


def _age(tree):
    return [int(part) for part in re.findall(r"\d+", tree)]


def _write(file, head, rows):
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    file.parent.mkdir(exist_ok=True)
    cache.write_file(file, (head + "".join(f"   {line}\n" for line in text.getvalue().splitlines())).encode())


def by_architecture(table):
    """Returns (trees, rows) of the cells without options, or none but KUnit, which then counts.

    There is a row an architecture and compiler, and a column a tree.
    """
    plain = {}
    # That with KUnit has the longer name, and comes last.
    for row in sorted(table, key=list):
        name = row[0].removesuffix("+kunit")
        if "+" not in name and not name.startswith(stock.PREFIX):
            plain[tuple(name.rsplit("/", 2))] = row
    trees = sorted({tree for tree, _, _ in plain}, key=_age)

    def cell(row):
        if not row:
            return ""
        _, passed, failed, why = row
        if int(passed) and not int(failed):
            return f"{passed} passed" + (f"; {why}" if why else "")
        counts = f"{passed} passed, {failed} failed"
        return (f"{counts}; {why}" if why.startswith("KUnit: ") else why) or counts
    return trees, [[arch, compiler, *(cell(plain.get((tree, arch, compiler))) for tree in trees)]
                   for arch, compiler in sorted({(arch, compiler) for _, arch, compiler in plain})]


def known(text):
    """Returns {cell: row} of a table of cells."""
    return {row[0]: row for row in csv.reader(line.strip() for line in text.splitlines() if line.startswith('   "'))}


def order(name):
    """Returns a key by which cells are in a table's order."""
    if name.startswith(stock.PREFIX):
        return True, _age(name), "", ""
    tree, arch, how = name.rsplit("/", 2)
    return False, _age(tree), arch, how


def record(rows, file):
    """Puts the rows into a table of cells, where they take the place of older ones.

    Beside it goes the same by architecture.
    """
    table = known(file.read_text(encoding="utf-8")) if file.exists() else {}
    table.update((row[0], row) for row in rows)
    _write(file, _TABLE, [table[name] for name in sorted(table, key=order)])
    trees, grid = by_architecture(table.values())
    _write(file.with_name("arch-support-cells.rst"),
           _ARCHITECTURES.format(header=", ".join(["Architecture", "C by", *trees])), grid)


def minutes(text):
    """Returns the seconds that MINUTES= gives, or None where there is no limit."""
    if not text:
        return None
    try:
        return 60 * float(text)
    except ValueError:
        raise Stop(f"MINUTES={text} is no number of minutes.") from None


def main():
    """Runs every cell; returns the exit status.

    After MINUTES= no further cell is begun. With RESUME= those are not run again that passed with this very layer.
    """
    wanted = parse(os.environ.get("CELLS") or DEFAULT)
    limit = minutes(os.environ.get("MINUTES"))
    begun = time.monotonic()
    tally = Tally()
    left = []
    table = TABLE if os.environ.get("RECORD") else REPO / "build" / TABLE.name
    outcomes = done.Done.of_layer()
    print(f"{'cell':28} {'passed':>6} {'failed':>6} {'time':>6}")
    for cell in wanted:
        start = time.monotonic()
        if limit is not None and start - begun > limit:
            left.append(str(cell))
            print(f"{str(cell):28} not run: the time is over", flush=True)
            continue
        before = outcomes.passed(str(cell)) if os.environ.get("RESUME") else None
        passed, failed, why = before or run(cell)
        if not before:
            outcomes.add(str(cell), passed, failed, why)
        took = "before" if before else f"{time.monotonic() - start:5.0f}s"
        print(f"{str(cell):28} {passed:6} {failed:6} {took:>6}  {why}".rstrip(), flush=True)
        record([(str(cell), str(passed), str(failed), remark(failed, why))], table)
        tally.passed += passed
        tally.failed += failed
        if failed:
            tally.failures.append(str(cell))
    print(f"The rows are in {table.relative_to(REPO)}.")
    if left:
        print(f'Not run: make matrix CELLS="{" ".join(left)}"')
    return tally.finish()
