# SPDX-License-Identifier: GPL-2.0-only
"""The second part of `make sweep`: threads on two processors use the same objects."""

import shutil

from . import boot, expect, guest, habits, samples
from .paths import REPO

FOLDER = REPO / "tests" / "stress"
_PROCESSORS = ("-smp", "2", "-accel", "tcg,thread=multi")


def check(made, tally):
    """Builds tests/stress for a kernel with detectors, boots that on two processors, and judges."""
    folder = made.folder / "external" / "stress"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(FOLDER, folder)
    status, output = habits.make(made, f"M={folder}", "modules")
    if not tally.add("the modules of tests/stress are built", status == 0, output.splitlines()[-15:]):
        return
    known = samples.all_expectations(FOLDER)
    archive = boot.initramfs(guest.program(made), sorted(folder.glob("*.ko")),
                             {name: expect.script(steps) for name, steps in known.items()})
    print(f"Booting Linux {made.tree.name} in QEMU on two processors")
    report = samples.boot_and_read(
        made, archive, lambda name, steps: samples.show(name, known[name], steps, tally, "stress"), _PROCESSORS)
    for name in sorted(set(known) - report.ended):
        samples.show(name, known[name], report.scripts.get(name, []), tally, "stress")
    samples.judge_boot(report, samples.boot_log(made), tally)
