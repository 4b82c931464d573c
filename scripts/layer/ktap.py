# SPDX-License-Identifier: GPL-2.0-only
"""KUnit's reports (KTAP, and the TAP of older kernels) in a kernel log."""

import re
from dataclasses import dataclass

_RESULT = re.compile(r"^( *)(not )?ok (\d+)(?: -)?(?: ([^#]*))?(?:# ?(.*))?$")
_SUBTEST = re.compile(r"^( *)# Subtest: (.+)$")
_PLAN = re.compile(r"^( *)1\.\.(\d+)$")


@dataclass(frozen=True)
class Case:
    """One test case: `outcome` is passed, failed or skipped."""
    name: str
    outcome: str
    detail: tuple = ()


def parse(lines):
    """Returns the cases in a kernel log: the leaves of the report's tree.

    A group that failed although none of its cases did counts as a case of its own,
    and so does a group that ended early or reported fewer cases than it announced.
    """
    cases = []
    open_groups = {}   # depth -> [name, planned, seen, index of its first case]
    notes = []
    for line in lines:
        if found := _SUBTEST.match(line):
            depth = len(found[1]) // 4
            _abandon(cases, open_groups, depth)
            open_groups[depth] = [found[2].strip(), None, 0, len(cases)]
        elif found := _PLAN.match(line):
            depth = len(found[1]) // 4
            if depth == 0:
                _abandon(cases, open_groups, 0)
                open_groups[0] = ["", None, 0, len(cases)]
            if depth in open_groups:
                open_groups[depth][1] = int(found[2])
        elif (found := _RESULT.match(line)) and (len(found[1]) % 4 == 0):
            depth = len(found[1]) // 4
            _close(cases, open_groups, depth, found, tuple(notes))
            notes = []
        elif re.match(r"^ {4,}# ", line) and ":" in line:
            notes.append(line.strip())
    _abandon(cases, open_groups, 0)
    return cases


def _abandon(cases, groups, depth):
    """Groups from `depth` on that are still open are over; they may have been complete."""
    for level in sorted(level for level in groups if level >= depth):
        name, planned, seen, _ = groups.pop(level)
        if level > 0 or seen != planned:
            what = name or "KUnit"
            cases.append(Case(f"{what} (ended early, {seen} of {planned or '?'} reported)", "failed"))


def _close(cases, groups, depth, found, notes):
    """Handles one result line at `depth`."""
    name = (found[4] or f"case {found[3]}").strip()
    failed = bool(found[2])
    skipped = (found[5] or "").startswith("SKIP")
    path = " / ".join([groups[level][0] for level in sorted(groups) if 0 < level <= depth] + [name])
    for deeper in [level for level in groups if level > depth + 1]:
        del groups[deeper]
    group = groups.pop(depth + 1, None)
    if depth in groups:
        groups[depth][2] += 1
    if group is None:
        outcome = "skipped" if skipped else "failed" if failed else "passed"
        cases.append(Case(path, outcome, notes if failed else ()))
        return
    _, planned, seen, first = group
    if planned is not None and seen != planned:
        cases.append(Case(f"{path} (reported {seen} of {planned})", "failed", notes))
    elif failed and not any(case.outcome == "failed" for case in cases[first:]):
        cases.append(Case(path, "failed", notes))
