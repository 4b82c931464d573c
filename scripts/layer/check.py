# SPDX-License-Identifier: GPL-2.0-only
"""`make check`: what can be said without building anything."""

import subprocess
from concurrent.futures import ThreadPoolExecutor

from . import process, toolchain
from .checks import files as file_checks
from .checks import house
from .errors import Stop
from .paths import REPO
from .tally import Tally

SHOWN = 12

# Sources that are wrong on purpose: what the compiler says about them is the test.
_WRONG_ON_PURPOSE = ("/tests/ui/", "/compile-fail/")


def repository(repo=REPO):
    """Returns {path: text} of every file that is in the repository or is to be."""
    listed = process.output(["git", "-c", "safe.directory=*", "-C", str(repo), "ls-files", "-z", "--cached", "--others",
                             "--exclude-standard"])
    if listed is not None:
        names = [name for name in listed.split("\0") if name]
    else:
        names = [str(path.relative_to(repo)) for path in repo.rglob("*")
                 if path.is_file() and not {".git", "target", "build"} & set(path.parts)]
    result = {}
    for name in sorted(names):
        try:
            result[name] = (repo / name).read_text(encoding="utf-8")
        except (FileNotFoundError, UnicodeDecodeError):
            continue
    return result


def badly_formatted(files, rustfmt):
    """rustfmt has nothing to change"""
    def wrong(name):
        done = subprocess.run([rustfmt, "--edition=2021"], input=files[name], text=True, cwd=REPO,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              env=process.environment(), check=False)
        return [name] if done.returncode or done.stdout != files[name] else []
    names = [name for name in files if name.endswith(".rs")
             and not any(part in name for part in _WRONG_ON_PURPOSE)]
    with ThreadPoolExecutor() as pool:
        return [name for found in pool.map(wrong, names) for name in found]


def wrong_scripts(files):
    """shell and Python files parse"""
    complaints = []
    for name, text in files.items():
        if name.endswith(".py"):
            try:
                compile(text, name, "exec")
            except SyntaxError as error:
                complaints.append(f"{name}:{error.lineno}: {error.msg}")
        elif name.endswith(".sh") or text.startswith(("#!/bin/bash", "#!/bin/sh")):
            shell = "bash" if text.startswith("#!/bin/bash") else "sh"
            done = subprocess.run([shell, "-n"], input=text, text=True, stderr=subprocess.PIPE, check=False)
            if done.returncode:
                complaints.append(f"{name}: {done.stderr.strip()}")
    return complaints


def run(tally):
    """Runs every check."""
    files = repository()
    if not files:
        raise Stop("There is no file to check.")
    for check in (*file_checks.ALL, *house.ALL, wrong_scripts):
        complaints = check(files)
        more = [f"… and {len(complaints) - SHOWN} more"] if len(complaints) > SHOWN else []
        tally.add(check.__doc__, not complaints, complaints[:SHOWN] + more)
    rustfmt = toolchain.find_rustc().tool("rustfmt")
    complaints = badly_formatted(files, rustfmt)
    tally.add(badly_formatted.__doc__, not complaints, complaints[:SHOWN])
    unsafe = house.inventory(files)
    total = len([name for name in files if name.startswith("rust/kernel/") and name.endswith(".rs")])
    print(f"         unsafe code in {len(unsafe)} of the kernel crate's {total} files, "
          f"{sum(unsafe.values())} places; {house.blocks(files):.2f} blocks in a hundred lines")
    print(f"         {sum(house.hand_written(files).values())} shims are written by hand")


def main():
    """Returns the exit status of `make check`."""
    tally = Tally()
    run(tally)
    return tally.finish()
