# SPDX-License-Identifier: GPL-2.0-only
"""Mainline's documentation examples as a module of KUnit cases beside the layer's crate.

The examples stand in comments of mainline's files, from which they are taken when they are tested.
"""

import importlib.util
import re
import tomllib

from .paths import REPO

NAME = "mainline_examples"
SUITE = "mainline_doctests"
_LIST = REPO / "tests" / "mainline" / "examples.toml"
_COMMENT = re.compile(r"\s*//[/!] ?(.*)$")
_FENCE = re.compile(r"\s*```(.*)$")
_HEAD = """
kernel::prelude::module! {
    type: Examples,
    name: "%s",
    description: "Mainline's documentation examples",
    license: "GPL",
}

struct Examples;

impl kernel::Module for Examples {
    fn init(_module: &'static kernel::ThisModule) -> kernel::error::Result<Self> {
        Ok(Self)
    }
}
""" % NAME


def areas(tree):
    """Returns (the parts of mainline's crate that `tree` has C for, {part: the file of C's that it lacks},
    what keeps an example out)."""
    data = tomllib.loads(_LIST.read_text(encoding="utf-8"))
    absent = {part: file for part, file in data["needs"].items() if not (tree / file).exists()}
    return tuple(part for part in data["areas"] if part not in absent), absent, data["without"]


def paths(names, parts):
    """Returns the files of mainline's crate that belong to `parts`."""
    found = []
    for name in names:
        match = re.fullmatch(r"rust/kernel/([^/.]+)(/.*)?\.rs", name)
        if match and match[1] in parts:
            found.append(name)
    return sorted(found)


def blocks(text):
    """Yields (line, words behind the fence, lines) of each block of code in documentation comments."""
    words, code, start = None, [], 0
    for number, line in enumerate(text.splitlines(), 1):
        comment = _COMMENT.match(line)
        if not comment:
            words = None
            continue
        fence = _FENCE.match(comment[1])
        if fence and words is None:
            words, code, start = [word.strip() for word in fence[1].split(",") if word.strip()], [], number
        elif fence:
            yield start, words, code
            words = None
        elif words is not None:
            code.append(comment[1])


def _shown(line):
    """A line without the mark that hides it in the documentation."""
    hidden = re.match(r"(\s*)#(?: (.*)|)$", line)
    return hidden[1] + (hidden[2] or "") if hidden else re.sub(r"^(\s*)##", r"\1#", line)


def test(path, line, words, code):
    """Returns an example as rustdoc would list it, or None if it is none that is compiled."""
    known = {"rust", "no_run", "should_panic", "edition2021"}
    if not set(words) <= known:
        return None
    lines = [_shown(each) for each in code]
    level = [each for each in lines if re.match(r"\s*#!\[", each)]
    text = "\n".join("" if each in level else each for each in lines)
    has_main = re.search(r"^\s*fn main\s*\(", text, re.M)
    return {"file": path, "line": line,
            "doctest_attributes": {"rust": True, "ignore": "None", "compile_fail": False,
                                   "no_run": "no_run" in words, "should_panic": "should_panic" in words},
            "doctest_code": {"crate_level": "", "code": f"use kernel::prelude::*; {text}",
                             "wrapper": None if has_main else {"returns_result": text.rstrip().endswith("(())")}}}


def collect(contents, without):
    """Returns (examples, {reason: how many were left out})."""
    found, left = [], {}
    for path, content in sorted(contents.items()):
        for line, words, code in blocks(content.decode(errors="replace")):
            example = test(path, line, words, code)
            if not example:
                continue
            reason = next((why for word, why in without.items() if word in "\n".join(code)), None)
            if reason:
                left[reason] = left.get(reason, 0) + 1
            else:
                found.append(example)
    return found, left


def module(examples):
    """Returns the module's text."""
    spec = importlib.util.spec_from_file_location("doctests", REPO / "rust/kbuild/doctests.py")
    doctests = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(doctests)
    return doctests.render(examples, ".", _HEAD, SUITE)
