# SPDX-License-Identifier: GPL-2.0-only
"""`make module-template M=folder`: a module to begin with."""

import os
import re
from pathlib import Path

from .errors import Stop
from .paths import REPO, TEMPLATE


def write(folder):
    """Fills an empty folder, or a new one, with a module of its name."""
    name = folder.name
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,54}", name):
        raise Stop(f"The module is called as its folder, and {name!r} is no name for one: small letters, digits "
                   "and _ make one.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Stop(f"{folder} is there and not empty; nothing was written.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(TEMPLATE.iterdir()):
            text = path.read_text(encoding="utf-8").replace("@NAME@", name).replace("@LAYER@", str(REPO))
            (folder / path.name.replace("module.rs", f"{name}.rs")).write_text(text, encoding="utf-8")
    except OSError as error:
        raise Stop(f"{folder} cannot be written: {error.strerror}.") from None


def main():
    """Writes the folder that M= names; returns the exit status."""
    if not os.environ.get("M"):
        raise Stop("M= must name the folder to make; the module gets its name.")
    folder = Path(os.environ["M"]).expanduser().absolute()
    write(folder)
    print(f"{folder} holds a module. `make` in it builds it for the kernel that runs here.")
    return 0
