# SPDX-License-Identifier: GPL-2.0-only
"""The kernel's own habits in an integrated tree: external modules, single targets, tools."""

import json
import shutil
import subprocess

from . import inlined
from .paths import REPO

EXTERNAL = REPO / "tests" / "external"


def make(build, *words):
    """Runs make in the tree; returns (status, output)."""
    done = subprocess.run(build.command(*words), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          stdin=subprocess.DEVNULL, text=True, errors="replace",
                          env=build.environment(), check=False)
    return done.returncode, done.stdout


def copy(build, name):
    """Puts a module folder where its build leaves nothing in the repository."""
    folder = build.folder / "external" / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(EXTERNAL / name, folder)
    return folder


def external(build, tally):
    """Builds modules outside the tree; returns the folder of the good ones."""
    good, bad = copy(build, "good"), copy(build, "bad")
    status, output = make(build, f"M={good}", "modules")
    tally.add("M= builds modules outside the tree", status == 0, output.splitlines()[-15:])
    status, output = make(build, f"M={good}", "CLIPPY=1", "modules")
    tally.add("CLIPPY=1 has nothing to say about them", status == 0 and "warning:" not in output,
              output.splitlines()[-15:])
    status, output = make(build, f"M={bad}", "modules")
    tally.add("a module that does not compile stops the build",
              status != 0 and "error[E0308]" in output and not list(bad.glob("*.ko")),
              output.splitlines()[-15:])
    return good


def single_targets(build, tally):
    """Builds one file in each form that Kbuild knows."""
    for suffix in ("o", "s", "ll", "rsi"):
        target = f"samples/rust/rust_minimal.{suffix}"
        if suffix != "o":
            (build.folder / target).unlink(missing_ok=True)
        status, output = make(build, target)
        made = build.folder / target
        tally.add(f"make {target}", status == 0 and made.exists() and made.stat().st_size > 0,
                  output.splitlines()[-10:])


def gate(build, tally):
    """A driver that is built to call the shims does not pass the gate of inlining."""
    target = "samples/rust/rust_sync.o"
    status, output = make(build, target, "CONFIG_RUST_INLINE_HELPERS=")
    found = inlined.left(build, build.folder / target, inlined.shims(build))
    tally.add("a driver that calls shims is noticed", status == 0 and "spin_lock__rust_shim" in found,
              output.splitlines()[-10:])
    status, output = make(build, target)
    found = inlined.left(build, build.folder / target, inlined.shims(build))
    tally.add("and made anew without calls", status == 0 and not found, output.splitlines()[-10:])


def tools(build, tally):
    """Asks for what people ask a tree for."""
    status, output = make(build, "rustavailable")
    tally.add("make rustavailable", status == 0 and "available" in output, output.splitlines()[-5:])

    status, output = make(build, "rust-analyzer")
    project = build.folder / "rust-project.json"
    crates = json.loads(project.read_text(encoding="utf-8"))["crates"] if status == 0 else []
    names = {crate["display_name"] for crate in crates}
    tally.add("make rust-analyzer", {"core", "kernel", "rust_minimal"} <= names,
              output.splitlines()[-10:])
    if names:
        print(f"         rust-project.json: {project.stat().st_size >> 10} KiB")

    own = ("/rust/kernel/", "/rust/macros/", "/samples/rust/", "/rust/pin_init/")
    status, output = make(build, "rustfmtcheck")
    ours = [line for line in output.splitlines()
            if line.startswith("Diff in") and any(part in line for part in own)]
    tally.add("make rustfmtcheck leaves the layer as it is", not ours, ours[:10])


def check(build, tally):
    """All of it; returns the folder of modules outside the tree."""
    good = external(build, tally)
    single_targets(build, tally)
    gate(build, tally)
    tools(build, tally)
    return good
