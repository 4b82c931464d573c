# SPDX-License-Identifier: GPL-2.0-only
"""`make mainline`: mainline's own modules, unmodified, built and used beside the layer's crate.

Their text comes from the source package of the line that tests/mainline/modules.toml names,
at the time of the test, and goes to the build folder alone. If the package cannot be had the
modules count as skipped.
"""

import shutil
import tomllib
from pathlib import Path

from . import boot, cells, expect, guest, habits, integrate, run, samples, trees
from .errors import Stop
from .paths import REPO
from .state import State
from .tally import Tally

FOLDER = REPO / "tests" / "mainline"


def wanted(folder=FOLDER):
    """Returns (line, paths of the files in its tree)."""
    data = tomllib.loads((folder / "modules.toml").read_text(encoding="utf-8"))
    return data["line"], data["files"]


def place(path):
    """Returns where a file of the tree goes in the folder that is built."""
    return Path(path) if path.startswith("include/") else Path(Path(path).name)


def originals(tree, paths):
    """Returns {path: content} of files as the tree came, also if the layer is in it."""
    with integrate.lock(tree, shared=True):
        state = State(tree)
        saved = state.original() if state.exists() else {}
        result = {}
        for path in paths:
            file = tree / path
            content = saved[path][0] if path in saved else file.read_bytes() if file.is_file() else None
            if content is None or (not saved.get(path) and path.startswith("samples/rust/") and saved):
                raise Stop(f"{tree} has no {path} of its own.")
            result[path] = content
        return result


def build_all(build, contents, tally):
    """Builds the modules; returns the folder."""
    folder = build.folder / "external" / "mainline"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in ("Kbuild", "rust_bindings.h"):
        shutil.copy(FOLDER / name, folder)
    for path, content in contents.items():
        target = folder / place(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    _, output = habits.make(build, "-k", f"M={folder}", "modules")
    for name in sorted(samples.all_expectations(FOLDER)):
        tally.add(f"mainline's {name} builds", (folder / f"{name}.ko").is_file(),
                  [line for line in output.splitlines() if "error" in line][:15])
    return folder


def check(build, tally):
    """Builds mainline's modules for a built kernel, boots it, and uses them."""
    known = samples.all_expectations(FOLDER)
    line, paths = wanted()
    try:
        contents = originals(trees.fetch(line, trees.lines()[line]), paths)
    except Stop as stop:
        print(f"  --     mainline's modules: not run. {stop}")
        tally.skipped += len(known)
        return
    folder = build_all(build, contents, tally)
    scripts = {name: expect.script(steps) for name, steps in known.items()}
    print(f"Booting Linux {build.tree.name} with mainline's modules")
    archive = boot.initramfs(guest.program(build), sorted(folder.glob("*.ko")), scripts)
    report = samples.boot_and_read(
        build, archive, lambda name, steps: samples.show(name, known[name], steps, tally, "mainline's"))
    for name in sorted(set(known) - report.ended):
        samples.show(name, known[name], report.scripts.get(name, []), tally, "mainline's")
    samples.judge_boot(report, samples.boot_log(build), tally)


def main():
    """Does so on the cell that the environment asks for; returns the exit status."""
    tally = Tally()
    cell = cells.from_environment()
    print(f"Linux {cell.tree}, {cell.arch}, C by {cell.compiler}")
    check(run.cell_build(cell), tally)
    return tally.finish()
