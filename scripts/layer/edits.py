# SPDX-License-Identifier: GPL-2.0-only
"""Per-tree edits outside rust/, as data; `scripts/trees/edits/README.md` has the format.

Pure functions from texts to texts: nothing here writes to a tree.
"""

import re
import tomllib
from pathlib import Path

from .errors import Stop
from .paths import EDITS, TREES

ACTIONS = ("insert-before", "insert-after", "replace-line", "replace-every-line", "replace-block",
           "append", "create")
KEYS = {"file", "files", "action", "anchor", "which", "until", "through", "lines", "if-file", "unless-file",
        "if-found", "unless-found", "optional", "marks", "from"}


def load(folder=EDITS):
    """Returns every edit of the folder, checked, each with its concern's name."""
    edits = []
    for path in sorted(folder.glob("*.toml")):
        for edit in tomllib.loads(path.read_text(encoding="utf-8")).get("edit", []):
            unknown = set(edit) - KEYS
            if unknown or edit.get("action") not in ACTIONS or ("file" in edit) == ("files" in edit):
                raise Stop(f"{path.name} has an edit that is not understood: "
                           f"{', '.join(sorted(unknown)) or edit.get('action')}.")
            if edit["action"] not in ("append", "create") and "anchor" not in edit:
                raise Stop(f"{path.name} has an edit of {edit.get('file', edit.get('files'))} without an anchor.")
            edits.append({**edit, "name": path.stem})
    return edits


def marker(file, text):
    """Returns `text` as a comment line in the syntax of `file`."""
    path = Path(file)
    if path.suffix in (".c", ".h", ".l", ".y"):
        return f"/* {text} */"
    if path.suffix in (".S", ".rs"):
        return f"// {text}"
    if path.suffix == ".rst":
        return f".. {text}"
    return f"# {text}"


def find(lines, edit):
    """Returns the (index, match) of the edit's anchor, or None."""
    anchors = edit["anchor"] if isinstance(edit["anchor"], list) else [edit["anchor"]]
    for anchor in anchors:
        found = [(number, match) for number, line in enumerate(lines)
                 if (match := re.search(anchor, line))]
        if found:
            return found[-1 if edit.get("which") == "last" else 0]
    return None


def block_end(lines, start, edit):
    """Returns the index after the block that begins at `start`, or None."""
    for number in range(start + 1, len(lines)):
        if "until" in edit and re.search(edit["until"], lines[number]):
            return number
        if "through" in edit and re.search(edit["through"], lines[number]):
            return number + 1
    return len(lines) if "until" in edit else None


def misfit(edit):
    """The error for an edit that has no place in this tree."""
    anchor = edit["anchor"] if isinstance(edit["anchor"], str) else edit["anchor"][-1]
    return Stop(f"The edit {edit['name']} does not fit this tree: {edit['file']} has no line that "
                f"matches /{anchor}/" + (" with an end of its block." if "until" in edit
                                         or "through" in edit else "."))


def apply(text, edit):
    """Returns `text` with one edit made."""
    lines = text.split("\n")
    inserted = list(edit.get("lines", []))
    action = edit["action"]
    if action == "replace-every-line":
        return "\n".join(match.expand(inserted[0]) if (match := re.search(edit["anchor"], line)) else line
                         for line in lines)
    if action == "append":
        end = len(lines) - 1 if lines and lines[-1] == "" else len(lines)
        first = last = end
    else:
        place = find(lines, edit)
        if place is None:
            if edit.get("optional"):
                return text
            raise misfit(edit)
        first, match = place
        last = first
        if action == "insert-after":
            first = last = first + 1
        elif action == "replace-line":
            last = first + 1
            inserted = [match.expand(line) for line in inserted]
        elif action == "replace-block":
            last = block_end(lines, first, edit)
            if last is None:
                raise misfit(edit)
    if edit.get("marks", True):
        inserted = [marker(edit["file"], f"rust-layer begin: {edit['name']}"), *inserted,
                    marker(edit["file"], f"rust-layer end: {edit['name']}")]
    return "\n".join(lines[:first] + inserted + lines[last:])


def wanted(edit, read, exists):
    """Tells whether the edit's conditions hold for the tree as it came."""
    if "if-file" in edit and not exists(edit["if-file"]):
        return False
    if "unless-file" in edit and exists(edit["unless-file"]):
        return False
    if "if-found" in edit or "unless-found" in edit:
        text = read(edit["file"]) or ""
        if "if-found" in edit and not re.search(edit["if-found"], text, re.M):
            return False
        if "unless-found" in edit and re.search(edit["unless-found"], text, re.M):
            return False
    return True


def spread(edits, glob):
    """Yields the edits, one of many files as one for each."""
    for edit in edits:
        if "files" in edit:
            yield from ({**edit, "file": file} for pattern in edit["files"] for file in glob(pattern))
        else:
            yield edit


def plan(edits, read, exists, glob=lambda pattern: ()):
    """Returns {file: new text} for all edits.

    `read(file)` gives the text of a file of the tree as it came, or None;
    `exists(path)` tells whether the tree, as it came, had the path;
    `glob(pattern)` gives the files that it had under such a name.
    """
    result = {}
    for edit in spread(edits, glob):
        if not wanted(edit, read, exists):
            continue
        file = edit["file"]
        if edit["action"] == "create":
            if read(file) is not None:
                raise Stop(f"The edit {edit['name']} would create {file}, which this tree already has.")
            if "from" in edit:
                result[file] = (TREES / "files" / edit["from"]).read_text(encoding="utf-8")
            else:
                result[file] = "\n".join(edit["lines"]) + "\n"
            continue
        text = result.get(file, read(file))
        if text is None:
            if edit.get("optional"):
                continue
            raise Stop(f"The edit {edit['name']} does not fit this tree: there is no {file}.")
        result[file] = apply(text, edit)
    return {file: text for file, text in result.items() if text != read(file)}
