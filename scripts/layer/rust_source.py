# SPDX-License-Identifier: GPL-2.0-only
"""Reads Rust text just well enough to tell code from comments and strings."""

import re

_TOKEN = re.compile(
    r'(?P<line>//[^\n]*)|(?P<block>/\*)|(?P<raw>\b[bc]?r(?P<hashes>#*)")|(?P<string>[bc]?")|'
    r"(?P<char>b?'(?:\\.[^']*|[^\\'])')")
_BLOCK = re.compile(r"/\*|\*/")
_STRING_END = re.compile(r'(?:[^"\\]|\\.)*"', re.S)


def _block_end(text, position):
    """Returns where the block comment that opens before `position` ends; they nest."""
    depth = 1
    while depth:
        found = _BLOCK.search(text, position)
        if not found:
            return len(text)
        depth += 1 if found[0] == "/*" else -1
        position = found.end()
    return position


def code(text):
    """Returns `text` with comments and the insides of strings blanked; lines stay in place."""
    out = []
    position = 0
    for_blank = re.compile(r"[^\n]")
    while found := _TOKEN.search(text, position):
        out.append(text[position:found.start()])
        if found["line"] is not None:
            end = found.end()
        elif found["block"] is not None:
            end = _block_end(text, found.end())
        elif found["raw"] is not None:
            closing = text.find('"' + found["hashes"], found.end())
            end = len(text) if closing < 0 else closing + 1 + len(found["hashes"])
        elif found["string"] is not None:
            closing = _STRING_END.match(text, found.end())
            end = closing.end() if closing else len(text)
        else:
            end = found.end()
        out.append(for_blank.sub(" ", text[found.start():end]))
        position = end
    out.append(text[position:])
    return "".join(out)


def above(lines, number):
    """Returns the comment lines and attributes directly above line `number` (from 0), as a text.

    A comment at the start of the statement that the line goes on counts as well.
    """
    result = []
    number -= 1
    while number >= 0 and len(result) < 60:
        line = lines[number].strip()
        is_comment = line.startswith(("//", "#[", "*", "/*", "*/")) and not line.startswith("//!")
        goes_on = not result and line and not line.endswith((";", "}", "{")) or \
            (result and result[-1] == "" and not line.endswith((";", "}", "{")) and line)
        if is_comment:
            result.append(line)
        elif goes_on:
            result.append("")
        else:
            break
        number -= 1
    return "\n".join(reversed(result))
