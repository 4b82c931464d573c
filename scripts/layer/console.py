# SPDX-License-Identifier: GPL-2.0-only
"""Reads a guest's console: kernel lines, our own protocol, and signs of disaster."""

import re
from dataclasses import dataclass, field

_STAMPED = re.compile(r"^(?:\[\s*\d+\.\d+\](?:\[\s*[TC]\d+\])? ?)(.*)$")
_RAW = re.compile(r"^<(\d+)>(?:\[\s*\d+\.\d+\](?:\[\s*[TC]\d+\])? ?)?(.*)$")
_DISASTER = re.compile(
    r"Kernel panic|^BUG: |kernel BUG at|^Oops[: ]|^WARNING: |Call Trace:|general protection fault|"
    r"Unable to handle kernel|^INFO: (?:task|rcu)|refcount_t: |^list_(?:add|del) corruption|"
    r"UBSAN: |KASAN: |possible recursive locking|sleeping function called from invalid context|"
    r"scheduling while atomic|rust_kernel: panicked|Unknown rela? relocation|"
    r"end Kernel panic")


def plain(line):
    """Returns a console line without its time stamp."""
    found = _STAMPED.match(line)
    return found[1] if found else line


def disaster(text):
    """Tells whether a kernel line means that something went badly wrong."""
    return bool(_DISASTER.search(text))


@dataclass
class Step:
    """What one command in the guest did."""
    command: str
    log: list = field(default_factory=list)      # (level, text)
    output: list = field(default_factory=list)
    status: int | None = None


@dataclass
class Report:
    """What a whole boot said."""
    scripts: dict = field(default_factory=dict)  # name -> [Step]
    kernel: list = field(default_factory=list)   # plain lines that are not ours
    disasters: list = field(default_factory=list)
    finished: bool = False
    ended: set = field(default_factory=set)


class Reader:
    """Turns console lines into a report, line by line.

    `feed` returns the name of a script when that has just ended.
    """

    def __init__(self):
        self.report = Report()
        self.steps = None

    def feed(self, line):
        """Takes one console line."""
        text = plain(line)
        if not text.startswith("layer: "):
            self.report.kernel.append(text)
            if disaster(text):
                self.report.disasters.append(text)
            return None
        word, _, rest = text.removeprefix("layer: ").partition(" ")
        if word == "begin":
            self.steps = self.report.scripts.setdefault(rest, [])
        elif word == "step":
            self.steps.append(Step(rest.partition(" ")[2]))
        elif word == "log":
            found = _RAW.match(rest)
            if found and not found[2].startswith("layer: "):
                self.steps[-1].log.append((int(found[1]) & 7, found[2]))
        elif word == "output":
            self.steps[-1].output.append(rest)
        elif word == "status":
            self.steps[-1].status = int(rest)
        elif word == "end":
            self.report.ended.add(rest)
            return rest
        elif word == "finished":
            self.report.finished = True
        return None
