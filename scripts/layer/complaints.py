# SPDX-License-Identifier: GPL-2.0-only
"""Warnings of a build that the layer is the cause of: C without Rust would have had none."""

import re

# A path of the layer's, a Rust symbol, or rustc's own way to begin a warning.
_OURS = re.compile(r"(\b(?:samples/)?rust/.*\bwarning\b|\bwarning\b.*\b_R\w{6}|(?-i:^warning: )|"
                   r"^WARNING: .*\b(?:rust\w*/|_R\w{6}))", re.I)
_COUNT = re.compile(r"^(warning: )?\d+ warnings? (emitted|generated)")


def of_layer(lines):
    """Returns the warnings among the lines of a build's log that the layer caused."""
    return [line for line in lines
            if _OURS.search(line) and not _COUNT.search(line) and not line.startswith("+ ")]


def in_log(log):
    """Returns the first of a build's warnings that the layer caused, with the log's name; nothing if there are none."""
    found = of_layer(log.read_text(encoding="utf-8", errors="replace").splitlines())
    return [*found[:6], f"the log is {log}"] if found else []


def check(build, tally):
    """Counts that the last build of kernel and modules warned of nothing in the layer."""
    found = in_log(build.image_log())
    tally.add("no compiler and no tool warned of the layer", not found, found)
