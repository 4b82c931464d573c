# SPDX-License-Identifier: GPL-2.0-only
"""Checks that look at every file alike."""

import re

LICENCE = "SPDX-License-Identifier: GPL-2.0-only"
CEILING = 600

# Written by tools, or expected output of one.
GENERATED = ("Cargo.lock", ".stderr", ".stdout", ".golden", ".expanded.rs")
_WORDS = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
_PLACES = re.compile(r"(?<![\w.])/(?:root|home|work|Users)/\w|deb\.debian\." r"org|security\.debian\." r"org|"
                     r"(?:index|static)\.crates\." r"io")


def generated(name):
    """Tells whether a file is not written by hand."""
    return name.endswith(GENERATED)


def licence(files):
    """every file names its licence"""
    return [name for name, text in files.items()
            if not generated(name) and text.strip() and LICENCE not in "\n".join(text.splitlines()[:3])]


def size(files):
    """no file is longer than 600 lines"""
    return [f"{name}: {count} lines" for name, text in files.items()
            if not generated(name) and (count := text.count("\n")) > CEILING]


def _search(files, pattern):
    return [f"{name}:{number}: {line.strip()[:80]}" for name, text in files.items() if not generated(name)
            for number, line in enumerate(text.splitlines(), 1) if pattern.search(line)]


def words(files):
    """nothing is left for later"""
    return _search(files, _WORDS)


def places(files):
    """no machine's paths and hosts"""
    return _search(files, _PLACES)


def whitespace(files):
    """lines end where they end"""
    complaints = []
    for name, text in files.items():
        if generated(name) or not text:
            continue
        complaints += [f"{name}:{number}" for number, line in enumerate(text.split("\n"), 1)
                       if line != line.rstrip()]
        if not text.endswith("\n"):
            complaints.append(f"{name}: no newline at its end")
    return complaints


ALL = (licence, size, words, places, whitespace)
