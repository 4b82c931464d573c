# SPDX-License-Identifier: GPL-2.0-only
"""`make figures TREE=stock/...`: what a module for a distribution's kernel costs: seconds, and bytes beside C's."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from . import bench, boot, bundle, guest, headers, module, process, samples, stock, stock_run, toolchain
from .errors import Stop
from .paths import REPO


def _run(folder, environment, *command):
    """Runs a command; returns the seconds that it took."""
    start = time.monotonic()
    done = subprocess.run([str(word) for word in command], cwd=folder, env=environment, text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise Stop(f"{' '.join(map(str, command))} failed.", done.stdout.splitlines()[-20:])
    return time.monotonic() - start


def from_nothing(kernel, place):
    """Makes two modules as a user would, in a clone with a cache of its own; returns [(what, seconds)], the files."""
    environment = process.environment(RUST_LAYER_CACHE=str(place / "cache"),
                                      PATH=f"{kernel.programs}{os.pathsep}{os.environ['PATH']}")
    result, made = [("git clone", _run(place, environment, "git", "clone", "-q", REPO, place / "layer"))], []
    for name in ("first", "second"):
        _run(place / "layer", environment, "make", "module-template", f"M={place / name}")
        print(f"  .. the {name} module", flush=True)
        result.append((f"the {name} module", _run(place / "layer", environment, "make", "module",
                                                  f"KDIR={kernel.headers}", f"M={place / name}")))
        made.append(place / name / f"{name}.ko")
    return result, made


def loaded(made, files):
    """Loads modules in the distribution's kernel; returns the seconds from switching it on to the last one."""
    script = "".join(f"step {number} insmod /modules/{path.name}\n" for number, path in enumerate(files, 1))
    start = time.monotonic()
    archive = boot.initramfs(guest.program(made), files, {"10-load": script})
    report = samples.boot_and_read(made, archive, lambda name, steps: None)
    seconds = time.monotonic() - start
    steps = report.scripts.get("10-load", [])
    if [step.status for step in steps] != [0] * len(files):
        raise Stop("The modules were not loaded.", [line for step in steps for line in (step.command, *step.output)])
    return seconds


def sizes(tools, files):
    """Returns {name: (code, read-only data)} of modules."""
    size = tools.llvm.tool("llvm-size")
    return {path.stem: bench.sections(process.output([size, "-A", str(path)]) or "") for path in files}


def twins(kernel, tools, place):
    """Builds the pairs of the bench for the kernel; returns their sizes."""
    folder = place / "bench"
    shutil.copytree(bench.FOLDER, folder)
    return sizes(tools, module.build(kernel, folder, tools, place / "bench.log"))


def main(tree):
    """Prints the figures; returns the exit status."""
    kernel = stock.find(tree)
    made = stock_run.StockBuild(kernel)
    made.make()
    found = headers.inspect(kernel.headers)
    tools = module.tools_for(found)
    with tempfile.TemporaryDirectory(prefix="rust-layer-") as name:
        place = Path(name)
        times, files = from_nothing(kernel, place)
        times.append(("both loaded: the kernel's boot with them", loaded(made, files)))
        pairs = twins(found, tools, place)
    print(f"\nSeconds, Linux {kernel.release}, with the packages of `make setup` and an empty cache")
    for what, seconds in times:
        print(f"  {what:44} {seconds:8.1f}")
    contents = bundle.files(tools.rustc.tool("cargo"))
    data = bundle.archive({name: (False, path.read_bytes()) for name, path in contents.items()})
    print(f"\nThe bundle, bytes: {len(data)}, unpacked {sum(path.stat().st_size for path in contents.values())}")
    print("\nCode and read-only data of modules, bytes")
    for name, (code, rodata) in sorted(sizes(tools, made.modules()).items()):
        print(f"  {name:28} {code:8} {rodata:8}")
    print(f"\n  {'pair':28} {'Rust':>8} {'C':>8}")
    for name in sorted(name.removesuffix("_c") for name in pairs if name.endswith("_c")):
        print(f"  {name:28} {sum(pairs[f'{name}_rust']):8} {sum(pairs[f'{name}_c']):8}")
    return 0
