# SPDX-License-Identifier: GPL-2.0-only
"""Reads the console of a failure sweep: which attempts there were, how they ended, what was reported.

The guest's words are those of scripts/vm/sweep.c, and of tests/sweep/sweep_kunit.c for KUnit.
"""

import re
from dataclasses import dataclass, field

from . import console

# What a kernel says of a fault. That memory is short is none here, nor is a trace of calls beside it.
_COMPLAINT = re.compile(
    r"^BUG: |kernel BUG at|^Oops[: ]|^WARNING: |^INFO: |Kernel panic|general protection fault|KASAN: |UBSAN: |"
    r"Unable to handle kernel|refcount_t: |^list_(?:add|del) corruption|^ODEBUG: |DEBUG_LOCKS_WARN_ON|"
    r"Disabling lock debugging|sysfs: cannot create duplicate|kmemleak: (?:Cannot insert|Kernel memory leak detector dis)|"
    r"Mem(?:ory)? pool exhausted|rust_kernel: panicked|Unknown rela? relocation")
# Lockdep, which a fault of another kind has turned off, says so in every later report. C warns where a module
# can have no debug messages for want of memory.
_NO_COMPLAINT = re.compile(r"^INFO: lockdep is turned off|^WARNING: .* at lib/dynamic_debug\.c:\d+ ddebug_module_notify")
# How a command ends that got no memory. Of a faux device C says that it is not there, and no more.
_SHORT, _NO_DEVICE = "Cannot allocate memory", "No such device"
_CASE = re.compile(r"^sweep_kunit: (\d+) (\d+) (\d+) (\d+) (none|failed) (\S+)$")
_RESULT = re.compile(r"^ +(not )?ok \d+ (\S+)")
# C forgets the name of a cache that gets no place in sysfs (mm/slub.c).
_LOST_BY_C = re.compile(r"^\s*sysfs_slab_add\+")
_LEAKER = re.compile(r'comm "(.*)", pid (\d+), jiffies (\d+)')


def complaint(text):
    """Tells whether a kernel line reports a fault."""
    return bool(_COMPLAINT.search(text)) and not _NO_COMPLAINT.match(text)


@dataclass
class Step:
    """A command, and what came of it while its allocations failed one by one."""
    outcomes: list = field(default_factory=list)    # (count, first, status, text)
    clean: tuple = (None, "")                       # (status, text) without a failure
    whole: int = 0                                  # all up to this one were tried
    last: int | None = None                         # this one was not there any more
    stuck: tuple | None = None                      # (nth, why)
    complaints: list = field(default_factory=list)  # (nth, text)

    @property
    def failures(self):
        """How many allocations failed."""
        return sum(count for count, _, _, _ in self.outcomes)


@dataclass
class Case:
    """A case of KUnit."""
    failures: int = 0
    whole: bool = False                             # the last run had no failure
    passed: bool = False                            # and passed
    complaints: list = field(default_factory=list)
    runs: list = field(default_factory=list)        # (process, begin, end, nth, ended by an assertion)


@dataclass
class Leak:
    """Memory that nobody points to any more."""
    lines: list
    process: int = 0
    jiffies: int = 0
    command: str = ""
    attempt: tuple | None = None                    # (step, nth)

    @property
    def is_of_c(self):
        """Whether it was C that lost the memory."""
        return any(_LOST_BY_C.match(line) for line in self.lines)


@dataclass
class Script:
    """One of the guest's scripts."""
    steps: dict = field(default_factory=dict)
    leaks: list = field(default_factory=list)
    scans: int = 0
    complaints: list = field(default_factory=list)
    at: tuple = (0, 0)


class Reader:
    """Turns console lines into scripts. `feed` returns (what, name) for what a person wants to hear of."""

    def __init__(self):
        self.plain = console.Reader()
        self.scripts = {}
        self.cases = {}
        self.now = None
        self.name = None
        self._complaints = []
        self._asserted = self._returned = False
        self._awaited = None

    def feed(self, line):
        """Takes one console line."""
        text = console.plain(line)
        self.plain.feed(line)
        if not text.startswith("layer: "):
            self._kernel(text)
            return None
        word, _, rest = text.removeprefix("layer: ").partition(" ")
        if word == "begin":
            self.name, self.now = rest, self.scripts.setdefault(rest, Script())
        elif word == "end":
            self._unclaimed()
            return "end", rest
        elif self.now is not None:
            return self._ours(word, rest)
        return None

    def _ours(self, word, rest):
        now = self.now
        part = rest.split(" ")
        if word == "at":
            self._unclaimed()
            now.at = int(part[0]), int(part[1])
            return "at", self.name
        if word in ("outcome", "clean", "swept", "stuck"):
            step = now.steps.setdefault(int(part[0]), Step())
            if word == "outcome":
                step.outcomes.append((int(part[1]), int(part[2]), int(part[3]), " ".join(part[4:])))
            elif word == "clean":
                step.clean = int(part[1]), " ".join(part[2:])
            elif word == "stuck":
                step.stuck = int(part[1]), " ".join(part[2:])
            else:
                step.whole, step.last = int(part[1]), int(part[2])
                self._unclaimed()
        elif word == "leak" and (rest.startswith("unreferenced") or not now.leaks):
            now.leaks.append(Leak([rest]))
        elif word == "leak":
            leak = now.leaks[-1]
            leak.lines.append(rest)
            if found := _LEAKER.search(rest):
                leak.command, leak.process, leak.jiffies = found[1], int(found[2]), int(found[3])
        elif word == "leaker" and now.leaks:
            now.leaks[-1].attempt = int(part[1]), int(part[2])
        elif word == "leaks":
            now.scans += 1
        return None

    def _unclaimed(self):
        """What was reported since belongs to the step that the guest is at."""
        if self.now is None or not self._complaints:
            return
        step, nth = self.now.at
        if step:
            self.now.steps.setdefault(step, Step()).complaints += [(nth, text) for text in self._complaints]
        else:
            self.now.complaints += self._complaints
        self._complaints = []

    def _kernel(self, text):
        if self.now is None:
            return
        if complaint(text):
            self._complaints.append(text)
        elif "ASSERTION FAILED at" in text:
            self._asserted = True
        elif "returned an error" in text:
            self._returned = True
        elif found := _CASE.match(text):
            self._case(found)
        elif self._awaited and (found := _RESULT.match(text)) and found[2] == self._awaited:
            self.cases[self._awaited].passed = not found[1]
            self._awaited = None

    def _case(self, found):
        case = self.cases.setdefault(found[6], Case())
        nth = int(found[4])
        case.complaints += [(nth, text) for text in self._complaints]
        case.runs.append((int(found[1]), int(found[2]), int(found[3]), nth, self._asserted and not self._returned))
        self._complaints, self._asserted, self._returned = [], False, False
        if found[5] == "failed":
            case.failures += 1
        else:
            case.whole = True
            self._awaited = found[6]

    def case_of(self, leak):
        """Returns (name, nth, whether an assertion ended it) of the run that a leak comes from, if any."""
        for name, case in self.cases.items():
            for process, begin, end, nth, asserted in case.runs:
                if process == leak.process and begin <= leak.jiffies <= end:
                    return name, nth, asserted
        return None


def judge_step(step, expected, faux=False):
    """Returns what is wrong with a step; `expected` is what its .expect file says of it.

    `faux` tells whether the module makes faux devices.
    """
    reasons = (_SHORT, _NO_DEVICE) if faux else (_SHORT,)
    if step is None or step.last is None:
        return ["was not done: it came to allocation {}: {}".format(*step.stuck) if step and step.stuck else
                "was not reached"]
    faults = [f"allocation {nth}: {text}" for nth, text in step.complaints]
    if step.stuck is not None:
        nth, why = step.stuck
        faults.append(f"allocation {nth}: afterwards the module was not as before: {why or 'nothing was said'}")
    if expected.command[0] not in ("insmod", "rmmod"):
        return faults
    if (step.clean[0] != 0) != bool(expected.fails):
        faults.append(f"without a failure it ends with '{step.clean[1] or 'success'}'")
    for count, first, status, text in step.outcomes:
        if status and not any(reason in text for reason in reasons) and text != step.clean[1]:
            faults.append(f"allocation {first}{f' and {count - 1} more' if count > 1 else ''}: "
                          f"ends with '{text}' instead of ENOMEM")
    return faults
