# SPDX-License-Identifier: GPL-2.0-only
"""`make mainline`: mainline's own modules and documentation examples, unmodified, beside the layer's crate.

Their text comes from the source package of the line that tests/mainline/modules.toml names,
at the time of the test, and goes to the build folder alone. If the package cannot be had they
count as skipped.
"""

import shutil
import tomllib
from pathlib import Path

from . import boot, cells, examples, expect, guest, habits, integrate, ktap, run, samples, trees
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


def crate(tree):
    """Returns the paths of the tree's own `kernel` crate."""
    with integrate.lock(tree, shared=True):
        state = State(tree)
        if state.exists():
            return [path for path in state.original() if path.startswith("rust/kernel/")]
        return [str(path.relative_to(tree)) for path in (tree / "rust/kernel").rglob("*.rs")]


def build_examples(build, tree, tally):
    """Builds the module of mainline's documentation examples; returns its file and the examples, if it builds."""
    parts, absent, without = examples.areas(build.tree.folder)
    found, left = examples.collect(originals(tree, examples.paths(crate(tree), parts)), without)
    folder = build.folder / "external" / examples.NAME
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "Kbuild").write_text(f"obj-m := {examples.NAME}.o\n", encoding="utf-8")
    (folder / f"{examples.NAME}.rs").write_text(examples.module(found), encoding="utf-8")
    _, output = habits.make(build, f"M={folder}", "modules")
    file = folder / f"{examples.NAME}.ko"
    tally.add(f"mainline's {len(found)} documentation examples build", found and file.is_file(),
              [line for line in output.splitlines() if "error" in line][:15])
    for part, missing in sorted(absent.items()):
        print(f"  --     mainline's examples of {part}: this tree has no {missing}")
    for reason, count in sorted(left.items()):
        print(f"  --     {count} of mainline's examples: {reason}")
    return (file, len(found)) if file.is_file() else (None, 0)


def judge_examples(report, count, tally):
    """Counts the examples that ran as KUnit cases."""
    cases = [case for case in ktap.parse(report.kernel) if case.name.startswith(examples.SUITE)]
    samples.count(cases, tally)
    tally.add(f"mainline's examples ran: {len(cases)} of {count}", len(cases) == count)


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
        tree = trees.fetch(line, trees.lines()[line])
        contents = originals(tree, paths)
    except Stop as stop:
        print(f"  --     mainline's modules: not run. {stop}")
        tally.skipped += len(known)
        return
    folder = build_all(build, contents, tally)
    modules = sorted(folder.glob("*.ko"))
    scripts = {name: expect.script(steps) for name, steps in known.items()}
    file, count = build_examples(build, tree, tally)
    # Older trees run the suites of the image alone.
    runs = file and "kunit_module_notify" in (build.tree.folder / "lib/kunit/test.c").read_text(encoding="utf-8")
    if runs:
        modules.append(file)
        scripts[examples.NAME] = expect.script(expect.parse(f"insmod {examples.NAME}\nrmmod {examples.NAME}\n",
                                                            examples.NAME, build.place))
    elif file:
        print("  --     mainline's examples: KUnit of this tree runs the suites of the image alone")
    print(f"Booting Linux {build.tree.name} with mainline's modules")
    archive = boot.initramfs(guest.program(build), modules, scripts)

    def show(name, steps):
        if name in known:
            samples.show(name, known[name], steps, tally, "mainline's")
    report = samples.boot_and_read(build, archive, show)
    for name in sorted(set(known) - report.ended):
        samples.show(name, known[name], report.scripts.get(name, []), tally, "mainline's")
    samples.judge_boot(report, samples.boot_log(build), tally)
    if runs:
        judge_examples(report, count, tally)


def main():
    """Does so on the cell that the environment asks for; returns the exit status."""
    tally = Tally()
    cell = cells.from_environment()
    print(f"Linux {cell.tree}, {cell.arch}, C by {cell.compiler}")
    check(run.cell_build(cell, ("base", "options/kunit"), variant="test"), tally)
    return tally.finish()
