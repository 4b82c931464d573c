# SPDX-License-Identifier: GPL-2.0-only
"""A sample's `.expect` file: what to do with it, and what it must print.

    insmod rust_minimal count=2     a command; these begin in the first column
      <6> rust_minimal: loading     a line at level 6 that must appear, in this order
      ~ rust_minimal: [0-9]+        the same, as a regular expression
      ? <7> rust_minimal: debug     a line that may be missing
    read /sys/module/rust_minimal/parameters/count
      = 2                           all that the command prints
    write /sys/module/rust_minimal/parameters/count x
      fails EINVAL                  it must fail, with this errno
      @ppc64 fails EINTR            where C does otherwise: it fails there, in place of what stands above
    sh 'dd if=/dev/rust-minimal count=1 | md5sum'
      = 68b329da9893e34099c7d8ad5cb9c940  -
    rmmod rust_minimal

Behind `@image` or `@stock` stands a command for kernels alone that have the layer in their
image, or beside which it is built.

`sh` runs a command of the guest's shell (scripts/vm/shell.c), which has the commands of
scripts/vm/commands.c.

Lines that begin with the name of the sample's module and a colon are the sample's:
one that is not expected is a failure. Other lines may stand in between. What the kernel
says about the first module from outside of it is never a sample's.
"""

import errno
import os
import re
import shlex
from dataclasses import dataclass, field

from .errors import Stop
from .paths import ARCH

# Where the layer is: in the kernel's image, or beside a kernel of a distribution.
PLACES = ("image", "stock")

# The machines that scripts/arch describes.
ARCHES = tuple(sorted(path.stem for path in ARCH.glob("*.toml")))

# What every kernel says about the first module from outside of it, which is never judged.
_TAINTS = re.compile(r"\w+: (?:loading out-of-tree module taints kernel\.|module verification failed: "
                     r"signature and/or required key missing - tainting kernel)")

COMMANDS = {"insmod": 1, "rmmod": 1, "read": 1, "write": 2, "sh": 1}


@dataclass(frozen=True)
class Line:
    """A line of the kernel log; `pattern` is a text or a regular expression."""
    level: int | None
    pattern: object
    optional: bool = False

    def matches(self, level, text):
        """Tells whether a line of the log is this one."""
        if self.level is not None and self.level != level:
            return False
        if isinstance(self.pattern, str):
            return self.pattern == text
        return self.pattern.fullmatch(text) is not None

    def __str__(self):
        text = self.pattern if isinstance(self.pattern, str) else f"~ {self.pattern.pattern}"
        return text if self.level is None else f"<{self.level}> {text}"


@dataclass
class Expected:
    """One command and what must come of it."""
    command: list
    lines: list = field(default_factory=list)   # [Line]
    output: list = field(default_factory=list)
    fails: str | None = None


def _detail(expected, body, arch, bad):
    """Adds an indented line to the command that it belongs to."""
    if body.startswith("@"):
        only, _, body = body[1:].partition(" ")
        if only not in ARCHES or not body.startswith("fails "):
            raise bad("behind @ARCH, of scripts/arch, stands 'fails' and an errno")
        if only != arch:
            return
        expected.output.clear()
    if body.startswith("= "):
        expected.output.append(body[2:])
    elif body.startswith("fails "):
        expected.fails = body.split()[1]
        if not hasattr(errno, expected.fails):
            raise bad(f"{expected.fails} is no errno")
    else:
        found = re.fullmatch(r"(\? )?(?:<([0-7])> )?(~ )?(.*)", body)
        try:
            pattern = re.compile(found[4]) if found[3] else found[4]
        except re.error as error:
            raise bad(f"not a regular expression: {error}") from None
        level = int(found[2]) if found[2] else None
        expected.lines.append(Line(level, pattern, bool(found[1])))


def _is_for(command, place, bad):
    """Tells whether a command is for kernels where the layer is at `place`; takes that word off."""
    if not command[0].startswith("@"):
        return True
    only = command.pop(0)[1:]
    if only not in PLACES or not command:
        raise bad(f"a command stands behind {' or '.join('@' + name for name in PLACES)}")
    return only == place


def parse(text, name, place="image", arch=None):
    """Returns the expectations in an `.expect` file, for a kernel of `arch` where the layer is at `place`."""
    result = []
    skipped = []
    into = result
    for number, line in enumerate(text.splitlines(), 1):
        body = line.strip()
        if not body or body.startswith("#"):
            continue

        def bad(why, number=number):
            return Stop(f"{name}:{number}: {why}.")

        if line == line.lstrip():
            command = shlex.split(body)
            into = result if _is_for(command, place, bad) else skipped
            if command[0] not in COMMANDS or len(command) <= COMMANDS[command[0]]:
                raise bad(f"'{body}' is none of the commands "
                          "insmod MODULE [ARGUMENT…], rmmod MODULE, read FILE, write FILE TEXT, sh COMMAND")
            into.append(Expected(command))
            continue
        if not into:
            raise bad("an expectation before the first command")
        _detail(into[-1], body, arch, bad)
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
        command[:1] = {"read": ["cat"], "write": ["writes"], "sh": ["sh", "-c"]}.get(command[0], command[:1])
        lines.append(shlex.join(["step", str(number), *command]))
    return "\n".join(lines) + "\n"


def _judge_log(expected, log, own):
    rest = list(expected.lines)
    for level, text in log:
        if _TAINTS.fullmatch(text):
            continue
        place = 0
        while place < len(rest) and not rest[place].matches(level, text) and rest[place].optional:
            place += 1
        if place < len(rest) and rest[place].matches(level, text):
            del rest[:place + 1]
        elif text.startswith(own):
            needed = [line for line in rest if not line.optional]
            wanted = f"'{needed[0]}'" if needed else "nothing more"
            return [f"printed '<{level}> {text}' where {wanted} was expected"]
    return [f"did not print '{line}'" for line in rest if not line.optional][:1]


def _judge_status(expected, step):
    said = "; ".join(step.output)
    if step.status is None:
        return ["did not come to an end"]
    if expected.fails is None:
        return [f"failed: {said}"] if step.status else []
    if not step.status:
        return [f"succeeded, but was to fail with {expected.fails}"]
    if os.strerror(getattr(errno, expected.fails)) not in said:
        return [f"failed with '{said}', not with {expected.fails}"]
    return []


def prefixes(expectations):
    """Returns what the lines of the sample's modules begin with."""
    return tuple(f"{e.command[1]}: " for e in expectations if e.command[0] == "insmod")


def judge(expectations, steps):
    """Returns what is wrong, as sentences; nothing if all is as expected."""
    faults = []
    own = prefixes(expectations)
    for number, expected in enumerate(expectations):
        what = shlex.join(expected.command)
        if number >= len(steps):
            faults.append(f"{what}: was not reached")
            break
        step = steps[number]
        found = _judge_status(expected, step) + _judge_log(expected, step.log, own)
        if expected.output and step.output != expected.output:
            found.append(f"gave {step.output}, not {expected.output}")
        faults += [f"{what}: {fault}" for fault in found]
    return faults
