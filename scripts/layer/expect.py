# SPDX-License-Identifier: GPL-2.0-only
"""A sample's `.expect` file: what to do with it, and what it must print.

    insmod rust_minimal count=2     a command; these begin in the first column
      <6> rust_minimal: loading     a line at level 6 that must appear, in this order
      ~ rust_minimal: [0-9]+        the same, as a regular expression
    read /sys/module/rust_minimal/parameters/count
      = 2                           all that the command prints
    write /sys/module/rust_minimal/parameters/count x
      fails EINVAL                  it must fail, with this errno
    rmmod rust_minimal

Lines that begin with the name of the sample's module and a colon are the sample's:
one that is not expected is a failure. Other lines may stand in between.
"""

import errno
import os
import re
import shlex
from dataclasses import dataclass, field

from .errors import Stop

COMMANDS = {"insmod": 1, "rmmod": 1, "read": 1, "write": 2}

# What busybox says in place of strerror().
_BUSYBOX = {"ENOEXEC": "invalid module format", "ESRCH": "module has wrong symbol version",
            "ENOENT": "unknown symbol in module, or unknown parameter",
            "EINVAL": "invalid parameter"}


@dataclass
class Expected:
    """One command and what must come of it."""
    command: list
    lines: list = field(default_factory=list)   # (level or None, text or compiled pattern)
    output: list = field(default_factory=list)
    fails: str | None = None


def parse(text, name):
    """Returns the expectations in an `.expect` file."""
    result = []
    for number, line in enumerate(text.splitlines(), 1):
        body = line.strip()
        if not body or body.startswith("#"):
            continue

        def bad(why, number=number):
            return Stop(f"{name}:{number}: {why}.")

        if line == line.lstrip():
            command = shlex.split(body)
            if command[0] not in COMMANDS or len(command) <= COMMANDS[command[0]]:
                raise bad(f"'{body}' is none of the commands "
                          "insmod MODULE [ARGUMENT…], rmmod MODULE, read FILE, write FILE TEXT")
            result.append(Expected(command))
            continue
        if not result:
            raise bad("an expectation before the first command")
        expected = result[-1]
        level = re.match(r"<([0-7])> ?", body)
        body = body[level.end():] if level else body
        level = int(level[1]) if level else None
        if level is None and body.startswith("= "):
            expected.output.append(body[2:])
        elif level is None and body.startswith("fails "):
            expected.fails = body.split()[1]
            if not hasattr(errno, expected.fails):
                raise bad(f"{expected.fails} is no errno")
        elif body.startswith("~ "):
            try:
                expected.lines.append((level, re.compile(body[2:])))
            except re.error as error:
                raise bad(f"not a regular expression: {error}") from None
        else:
            expected.lines.append((level, body))
    if not result:
        raise Stop(f"{name} holds no command.")
    return result


def script(expectations):
    """Returns the guest's script for an `.expect` file."""
    lines = []
    for number, expected in enumerate(expectations, 1):
        command = list(expected.command)
        if command[0] == "insmod":
            command[1] = f"/modules/{command[1]}.ko"
        command[0] = {"read": "cat", "write": "writes"}.get(command[0], command[0])
        lines.append(shlex.join(["step", str(number), *command]))
    return "\n".join(lines) + "\n"


def reasons(name):
    """Returns the texts by which the guest's tools report an errno."""
    return [text for text in (os.strerror(getattr(errno, name)), _BUSYBOX.get(name)) if text]


def _matches(wanted, level, text):
    wanted_level, pattern = wanted
    if wanted_level is not None and wanted_level != level:
        return False
    return pattern == text if isinstance(pattern, str) else pattern.fullmatch(text) is not None


def _show(wanted):
    level, pattern = wanted
    text = pattern if isinstance(pattern, str) else f"~ {pattern.pattern}"
    return text if level is None else f"<{level}> {text}"


def _judge_log(expected, step, prefixes):
    faults = []
    position = 0
    for level, text in step.log:
        if position < len(expected.lines) and _matches(expected.lines[position], level, text):
            position += 1
        elif text.startswith(prefixes):
            wanted = _show(expected.lines[position]) if position < len(expected.lines) else "nothing more"
            faults.append(f"printed '<{level}> {text}' where '{wanted}' was expected")
            break
    if not faults and position < len(expected.lines):
        faults.append(f"did not print '{_show(expected.lines[position])}'")
    return faults


def _judge_status(expected, step):
    said = "; ".join(step.output)
    if step.status is None:
        return ["did not come to an end"]
    if expected.fails is None:
        return [f"failed: {said}"] if step.status else []
    if not step.status:
        return [f"succeeded, but was to fail with {expected.fails}"]
    if not any(said.lower().endswith(text.lower()) or text.lower() in said.lower()
               for text in reasons(expected.fails)):
        return [f"failed with '{said}', not with {expected.fails}"]
    return []


def judge(expectations, steps):
    """Returns what is wrong, as sentences; nothing if all is as expected."""
    faults = []
    modules = {e.command[1] for e in expectations if e.command[0] == "insmod"}
    prefixes = tuple(f"{module}: " for module in modules)
    for number, expected in enumerate(expectations):
        what = shlex.join(expected.command)
        if number >= len(steps):
            faults.append(f"{what}: was not reached")
            break
        step = steps[number]
        found = _judge_status(expected, step) + _judge_log(expected, step, prefixes)
        if expected.output and step.output != expected.output:
            found.append(f"gave {step.output}, not {expected.output}")
        faults += [f"{what}: {fault}" for fault in found]
    return faults
