# SPDX-License-Identifier: GPL-2.0-only
"""`make sweep`: every allocation of every sample and of every KUnit case fails once.

The kernel has KASAN, kmemleak, lockdep and the check for sleeping in atomic context; none may report
anything, nothing may leak or hang, and who asked must be told. At the end of the same boot modules that
are broken on purpose show that each of the four still notices.
"""

import os
import re
import shlex
import shutil

from . import boot, build, cells, expect, guest, habits, samples, stress, swept, toolchain, trees
from .errors import Stop
from .paths import REPO, RUST, SAMPLES
from .tally import Tally

FOLDER = REPO / "tests" / "sweep"
OPTIONS = ("kasan", "kmemleak", "lockdep", "fault", "smp")
# A hang is silence for so long; a boot may take so long; one step gets so long until it takes greater strides.
SILENCE, BOOT, STEP = 400, 6 * 3600, 240
DOCTESTS = "rust_doctests_kernel"
_FAULTS = "/sys/kernel/debug/"
_SUITE = re.compile(r"^\s*#\[(?:\w+::)*kunit_tests\((\w+)\)\]", re.M)
# What stands for all of them in SAMPLES=.
SUITES = "suites"
# Modules that are broken on purpose, in an order in which no report turns the next detector off: that of KASAN
# taints the kernel, and lockdep trusts no tainted one.
DETECTORS = {
    "broken_sleep": ("DEBUG_ATOMIC_SLEEP", re.compile("BUG: sleeping function called from invalid context")),
    "broken_leak": ("kmemleak", None),
    "broken_lock_order": ("lockdep", re.compile("WARNING: possible circular locking dependency detected")),
    "broken_use": ("KASAN", re.compile("BUG: KASAN: .*use-after-free")),
}


def suites(folder=RUST):
    """Returns the names of the suites in the layer's sources."""
    found = {name for path in folder.rglob("*.rs") for name in _SUITE.findall(path.read_text(encoding="utf-8"))}
    return sorted(found | {DOCTESTS})


def choose(text, known, suites_known):
    """Returns (samples, suites) that SAMPLES= names; all of them if it names none. `*` is every suite."""
    words = text.split()
    for word in words:
        if word not in known and word not in suites_known and word != SUITES:
            raise Stop(f"SAMPLES: there is no sample and no suite '{word}'; samples are {', '.join(known)}; "
                       f"suites are {', '.join(suites_known)}; '{SUITES}' stands for all of those.")
    if not words:
        return sorted(known), ["*"]
    named = ["*"] if SUITES in words else [word for word in words if word in suites_known]
    return [word for word in words if word in known], named


def setup():
    """Returns the script that makes every allocation one that can fail."""
    wanted = [(f"{_FAULTS}{kind}/{name}", value) for kind in ("failslab", "fail_page_alloc")
              for name, value in (("ignore-gfp-wait", "N"), ("verbose", "0"))]
    wanted += [(f"{_FAULTS}fail_page_alloc/ignore-gfp-highmem", "N"), (f"{_FAULTS}fail_page_alloc/min-order", "0"),
               ("/proc/sys/kernel/pid_max", "32768"), (f"{_FAULTS}kmemleak", "scan=off")]
    lines = [f"step {n} writes {path} {value}" for n, (path, value) in enumerate(wanted, 1)]
    return "\n".join([*lines, f"step {len(lines) + 1} leaks forget"]) + "\n"


def _only(start, end):
    return [f"echo {value} > {_FAULTS}{kind}/require-{what}" for kind in ("failslab", "fail_page_alloc")
            for what, value in (("start", start), ("end", end))]


def sweep_script(expectations, modules):
    """Returns the script that sweeps a sample.

    The first time that it loads a module every allocation fails; when it does so again, with other parameters,
    those of the module, which lies between the two addresses `modules`, if they are known.
    """
    lines, seen = [], set()
    for number, line in enumerate(expect.script(expectations).splitlines(), 1):
        words = shlex.split(line)[2:]
        again = modules and words[0] == "insmod" and words[1] in seen
        seen.add(words[1])
        lines += _only(*modules) if again else []
        lines.append(shlex.join(["sweep", str(number), str(STEP), *words]))
        lines += _only("0", hex((1 << 64) - 1)) if again else []
    return "\n".join([*lines, "leaks"]) + "\n"


def suite_script(names):
    """Returns the script that runs suites of KUnit until no case allocates as often as that."""
    place = "/sys/module/sweep_kunit/parameters"
    folders = " ".join(f"/sys/kernel/debug/kunit/{name}" for name in names)
    return (f"step 1 insmod /modules/sweep_kunit.ko\n"
            f"for s in {folders}; do echo 0 > {place}/nth; n=1; left=1; while test $left -ne 0 && test -e $s/run; do "
            f"echo $n > {place}/nth; echo 1 > $s/run; left=$(cat {place}/left); n=$((n + 1)); done; done\n"
            f"echo 0 > {place}/nth\nleaks\nstep 2 rmmod sweep_kunit\n")


def scripts(chosen, names, modules):
    """Returns {name: text} of the guest's scripts."""
    known = samples.all_expectations()
    result = {"00-setup": setup()}
    for name in chosen:
        result[f"10-{name}"] = sweep_script(known[name], modules)
    if names:
        result["50-suites"] = suite_script(names)
    result["80-lockdep"] = "step 1 grep debug_locks /proc/lockdep_stats\n"
    for number, name in enumerate(DETECTORS):
        leaks = "leaks\n" if DETECTORS[name][1] is None else ""
        result[f"9{number}-{name}"] = f"step 1 insmod /modules/{name}.ko\n{leaks}step 2 rmmod {name}\n"
    return result


def _leak_lines(leak, why):
    return [f"leaked: {why}", *(f"  {line}" for line in leak.lines[:24])]


def makes_faux(name, folder=SAMPLES):
    """Tells whether a sample makes faux devices."""
    return any("faux::Registration::new" in path.read_text(encoding="utf-8") for path in folder.rglob(f"{name}.rs"))


def judge_sample(name, expectations, script, tally):
    """Counts the steps of a sample."""
    script = script or swept.Script()
    leaks = [leak for leak in script.leaks if not leak.is_of_c]
    for number, expected in enumerate(expectations, 1):
        step = script.steps.get(number)
        what = shlex.join(expected.command)
        what = what if len(what) < 60 else what[:57] + "..."
        faults = swept.judge_step(step, expected, makes_faux(name))
        for leak in leaks:
            if leak.attempt and leak.attempt[0] == number:
                faults += _leak_lines(leak, f"allocation {leak.attempt[1]}")
        extent = ""
        if step and step.last and step.whole + 1 < step.last:
            extent = f" (each up to {step.whole}, then in strides up to {step.last})"
        tally.add(f"{name}: {what}: {step.failures if step else 0} failures{extent}", not faults, faults[:40])
    others = [line for leak in leaks if not leak.attempt for line in _leak_lines(leak, leak.command)]
    tally.add(f"{name}: no memory is lost", script.scans and not others and not script.complaints,
              [*script.complaints, *others[:60]] if script.scans else ["kmemleak was not asked"])


def judge_suites(reader, tally):
    """Counts the cases of KUnit."""
    script = reader.scripts.get("50-suites") or swept.Script()
    faults = {name: [f"allocation {nth}: {text}" for nth, text in case.complaints]
              for name, case in reader.cases.items()}
    others, excused, lost = [], 0, 0
    for leak in script.leaks:
        found = reader.case_of(leak)
        if leak.is_of_c:
            lost += 1
        elif not found:
            others += _leak_lines(leak, leak.command)
        elif found[2]:
            excused += 1
        else:
            faults[found[0]] += _leak_lines(leak, f"allocation {found[1]}")
    for name, case in sorted(reader.cases.items()):
        if not case.whole:
            faults[name].append("was not tried until none of its allocations failed")
        elif not case.passed:
            faults[name].append("fails although none of its allocations does")
        tally.add(f"{name}: {case.failures} failures", not faults[name], faults[name][:40], show=False)
    count = sum(case.failures for case in reader.cases.values())
    tally.add(f"KUnit: {len(reader.cases)} cases, {count} failures of allocations", reader.cases)
    tally.add("KUnit: no memory is lost", script.scans and not others and not script.complaints,
              [*script.complaints, *others[:60]] if script.scans else ["kmemleak was not asked"])
    if lost:
        print(f"         {lost} times C itself lost memory: the name of a cache, in sysfs_slab_add()")
    if excused:
        print(f"         {excused} times a case was ended by an assertion, and what it owned was left")


def judge_detectors(reader, tally):
    """Counts that lockdep was on to the end, and that each detector fired."""
    report = reader.plain.report
    output = [line for step in report.scripts.get("80-lockdep", []) for line in step.output]
    tally.add("lockdep was on to the end", any(re.search(r"debug_locks:\s+1$", line) for line in output), output)
    for number, (name, (detector, sign)) in enumerate(DETECTORS.items()):
        script = reader.scripts.get(f"9{number}-{name}") or swept.Script()
        if sign:
            fired = any(sign.search(text) for text in script.complaints)
        else:
            fired = any(f"[{name}]" in line for leak in script.leaks for line in leak.lines)
        tally.add(f"{detector} reports {name}", fired, ["it did not", *script.complaints[:5]])


def show_progress(known, name, script):
    """Says where the guest is."""
    sample = name.partition("-")[2]
    if sample in known and script.at[1]:
        step, nth = script.at
        print(f"         {sample}: {shlex.join(known[sample][step - 1].command)[:50]}: {nth}", flush=True)


def modules(made, tally):
    """Builds the modules of tests/sweep; returns their files."""
    folder = made.folder / "external" / "sweep"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(FOLDER, folder)
    status, output = habits.make(made, f"M={folder}", "modules")
    tally.add("the modules of tests/sweep are built", status == 0, output.splitlines()[-15:])
    return sorted(folder.glob("*.ko"))


def boot_all(made, texts, files, known, tally):
    """Boots the kernel, and judges what each script says as soon as it ends; returns the reader."""
    reader = swept.Reader()
    archive = boot.initramfs(guest.program(made), files, texts)
    log = samples.boot_log(made)
    for line in boot.run(made.cell.data, made.image(), archive, log, BOOT, SILENCE):
        what, name = reader.feed(line) or (None, None)
        if what == "at":
            show_progress(known, name, reader.scripts[name])
        elif what == "end" and name.startswith("10-"):
            judge_sample(name[3:], known[name[3:]], reader.scripts[name], tally)
        elif what == "end" and name == "50-suites":
            judge_suites(reader, tally)
    for name in texts:
        if name not in reader.plain.report.ended:
            tally.add(f"{name.partition('-')[2]}: swept to the end", False,
                      ["the console's last lines:", *reader.plain.report.kernel[-15:]])
    setup_done = reader.plain.report.scripts.get("00-setup", [])
    failed = [" ".join([step.command, *step.output]) for step in setup_done if step.status]
    tally.add("every allocation could fail", setup_done and not failed, failed)
    judge_detectors(reader, tally)
    tally.add("the guest did its work and powered off", reader.plain.report.finished, [f"the log is {log}"])
    return reader


def main():
    """Sweeps the cell that the environment asks for; returns the exit status."""
    known = samples.all_expectations()
    chosen, names = choose(os.environ.get("SAMPLES") or "", known, suites())
    cell = cells.from_environment()
    cell = cells.choose(cell.tree, cell.arch, cell.compiler, (*OPTIONS, *cell.options))
    print(f"Linux {cell.tree}, {cell.arch}, C by {cell.compiler}, with {', '.join(cell.options)}")
    tally = Tally()
    made = build.prepare(cell, trees.find(cell.tree), toolchain.find(cell.compiler),
                         ("base", "options/kunit", *cell.fragments, "sweep"), variant="sweep")
    files = [*made.modules(), *modules(made, tally)]
    addresses = cell.data.get("modules")
    print(f"Booting Linux {made.tree.name} in QEMU, with failing allocations")
    boot_all(made, scripts(chosen, names, addresses), files, known, tally)
    print(f"console log {samples.boot_log(made)}")
    if not os.environ.get("SAMPLES"):
        stress.check(made, tally)
    return tally.finish()
