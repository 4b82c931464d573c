# SPDX-License-Identifier: GPL-2.0-only
"""The samples: boots a kernel, loads each as its `.expect` file says, judges what it prints."""

from . import boot, cache, console, expect, explain, guest, ko, ktap
from .errors import Stop
from .paths import SAMPLES


def all_expectations(folder=SAMPLES, place="image", arch=None):
    """Returns {name: expectations} of every `.expect` file, for kernels where the layer is at `place`."""
    return {path.stem: expect.parse(path.read_text(encoding="utf-8"), path.name, place, arch)
            for path in sorted(folder.rglob("*.expect"))}


def without(folder=SAMPLES):
    """Returns the samples that no `.expect` file speaks of."""
    known = all_expectations(folder)
    used = {e.command[1] for steps in known.values() for e in steps if e.command[0] == "insmod"}
    return sorted(path.stem for path in folder.rglob("*.rs")
                  if path.stem not in used and path.stem.startswith("rust_"))


def modules_of_samples():
    """Returns the names of the modules that the `.expect` files load."""
    return sorted({e.command[1] for steps in all_expectations().values() for e in steps if e.command[0] == "insmod"})


def boot_log(build):
    """Where the console of the build's kernel goes."""
    return cache.root() / "logs" / f"{build.folder.name}.console"


def show(name, expectations, steps, tally, kind="sample"):
    """Prints one sample's story, judges and counts it."""
    for step in steps:
        print(f"  $ {step.command.replace('/modules/', '')}")
        for _, text in step.log:
            print(f"    {text}")
        for text in step.output:
            print(f"    {text}")
    faults = expect.judge(expectations, steps)
    tally.add(f"{kind} {name}", not faults, faults)


def boot_and_read(build, archive, each, extra=()):
    """Boots; calls `each(name, steps)` at the end of each script; returns the report. `extra` is QEMU's."""
    reader = console.Reader()
    for line in boot.run(build.cell.data, build.image(), archive, boot_log(build), extra=extra):
        if ended := reader.feed(line):
            each(ended, reader.report.scripts[ended])
    return reader.report


def judge_boot(report, log, tally):
    """Counts what holds for every boot: it came to its end, and nothing went badly wrong."""
    tally.add("the guest did its work and powered off", report.finished,
              ["the console's last lines:", *report.kernel[-15:], f"the log is {log}"])
    tally.add("the kernel reported no bug, warning or panic", not report.disasters,
              [*report.disasters[:6], f"the log is {log}"])


def load_all(build, tally, count_kunit=False, outside=()):
    """Boots once and loads every sample as a module, and those of the folders `outside`."""
    known = {name: steps for name, steps in all_expectations(SAMPLES, build.place, build.cell.arch).items()
             if name not in build.impossible}
    modules = build.modules()
    for folder in outside:
        known |= all_expectations(folder, build.place, build.cell.arch)
        modules += sorted(folder.glob("*.ko"))
    for name in without():
        tally.add(f"sample {name}", False, [f"there is no {name}.expect beside {name}.rs"])
    if not known:
        raise Stop("There is no sample with an .expect file under samples/rust.")
    scripts = {name: expect.script(steps) for name, steps in known.items()}
    print(f"Booting Linux {build.tree.name}")
    report = boot_and_read(
        build, boot.initramfs(guest.program(build), modules, scripts),
        lambda name, steps: show(name, known[name], steps, tally))
    for name in sorted(set(known) - report.ended):
        show(name, known[name], report.scripts.get(name, []), tally)
    judge_boot(report, boot_log(build), tally)
    if count_kunit:
        judge_kunit(report, tally)


def linked(build, tally, why):
    """Counts the samples of a kernel that nothing boots: each is there, and wants nothing that the image lacks."""
    print(f"Compiled and linked, not booted: {why}.")
    exported = set(explain.exports((build.folder / "Module.symvers").read_text(encoding="utf-8")))
    modules = {path.stem: path for path in build.modules()}
    for name in modules_of_samples():
        lacks = sorted(ko.read(modules[name]).undefined - exported) if name in modules else [f"there is no {name}.ko"]
        tally.add(f"sample {name} is linked", not lacks, lacks)


def count(cases, tally):
    """Counts KUnit cases, and names those that failed."""
    for case in cases:
        if case.outcome == "failed":
            tally.add(f"KUnit {case.name}", False, case.detail)
        elif case.outcome == "skipped":
            tally.skipped += 1
        else:
            tally.passed += 1


def judge_kunit(report, tally):
    """Counts the KUnit cases of a boot."""
    cases = ktap.parse(report.kernel)
    count(cases, tally)
    print(f"         KUnit: {sum(c.outcome == 'passed' for c in cases)} of {len(cases)} cases passed")
    if not cases:
        tally.add("KUnit ran", False, ["the boot log holds no KUnit report"])


def built_in(build, tally):
    """Boots a kernel with the samples built in: each must have spoken at boot."""
    print(f"Booting Linux {build.tree.name} with the samples built in")
    modules = modules_of_samples()
    report = boot_and_read(build, boot.initramfs(guest.program(build), [], {}), lambda name, steps: None)
    for module in modules:
        said = [line for line in report.kernel if line.startswith(f"{module}: ")]
        tally.add(f"sample {module} built in", bool(said), ["it printed nothing at boot"])
    judge_boot(report, boot_log(build), tally)
    judge_kunit(report, tally)
