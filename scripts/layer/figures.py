# SPDX-License-Identifier: GPL-2.0-only
"""`make figures`: what Rust costs: seconds to build rust/ by step, bytes in the image, modules."""

import os
import re
import shutil
import subprocess
import time

from . import cells, figures_bindings, figures_stock, inlined, process, stock
from .run import cell_build

_STEP = re.compile(r"^\s+[A-Z]+\s+(?:\[M\]\s+)?(rust/\S+)")
# What the image links, by what it is.
_PARTS = {
    "kernel crate": ["rust/kernel.o"],
    "core and other libraries": ["rust/library_used.o"],
    "shims": ["rust/generated/shims.o", "rust/helpers/helpers.o"],
    "what an older tree lacks": ["rust/compat/*.o"],
    "symbols for modules": ["rust/exports.o"],
}


def step_of(line):
    """Returns the file under rust/ that a line of Kbuild's output says is made next, or None."""
    found = _STEP.match(line)
    return found.group(1) if found else None


def durations(stamped, end):
    """Returns {file: seconds} from [(time, file)]: a step lasts until the next one begins."""
    stamped = [*stamped, (end, None)]
    result = {}
    for (start, file), (after, _) in zip(stamped, stamped[1:]):
        result[file] = result.get(file, 0.0) + after - start
    return result


def timed(build, jobs):
    """Builds rust/ anew; returns (seconds in all, {file: seconds})."""
    shutil.rmtree(build.folder / "rust", ignore_errors=True)
    command = [word if not word.startswith("-j") else f"-j{jobs}" for word in build.command("prepare")]
    print(f"  .. building rust/ anew, {jobs} at a time", flush=True)
    stamped = []
    start = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", env=build.environment()) as running:
        for line in running.stdout:
            if step := step_of(line):
                stamped.append((time.monotonic(), step))
    end = time.monotonic()
    if running.returncode:
        build.make("prepare", "building rust/")
    return end - start, durations(stamped, end)


def sizes(build, patterns):
    """Returns (text with read-only data, data) of the objects that match."""
    files = [str(path) for pattern in patterns for path in sorted(build.folder.glob(pattern))]
    text = data = 0
    for line in (process.output([build.tools.llvm.tool("llvm-size"), *files]) or "").splitlines()[1:]:
        fields = line.split()
        text, data = text + int(fields[0]), data + int(fields[1]) + int(fields[2])
    return text, data


def main():
    """Prints the figures of the cell, or of the distribution's kernel, that the environment asks for."""
    tree = os.environ.get("TREE") or ""
    if tree.startswith(stock.PREFIX):
        return figures_stock.main(tree)
    made = cell_build(cells.from_environment())

    print("\nBytes in the image (text and read-only data, data)")
    total = 0
    for what, patterns in _PARTS.items():
        if what == "shims" and inlined.shims(made):
            print(f"  {what:28} {'inlined':>8}")
            continue
        text, data = sizes(made, patterns)
        total += text
        print(f"  {what:28} {text:8} {data:8}")
    print(f"  {'in all':28} {total:8}")

    print("\nModules (text and read-only data, data)")
    for path in made.modules():
        text, data = sizes(made, [str(path.relative_to(made.folder))])
        print(f"  {path.name:28} {text:8} {data:8}")

    wall, _ = timed(made, 2)
    alone, steps = timed(made, 1)
    print(f"\nSeconds to build rust/ from nothing: {wall:.1f} two at a time, {alone:.1f} one at a time")
    for file, seconds in sorted(steps.items(), key=lambda item: -item[1]):
        if seconds >= 0.2:
            print(f"  {file:36} {seconds:6.1f}")
    figures_bindings.show(made, steps)
    return 0
