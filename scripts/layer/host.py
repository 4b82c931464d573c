# SPDX-License-Identifier: GPL-2.0-only
"""Tests that run on the build machine: the scripts' own, and every Cargo package of tests/host/."""

import os
import re

from . import cache, process
from .paths import REPO

HOST = REPO / "tests" / "host"
SECONDS = 900
_CARGO = re.compile(r"^test result: \w+\. (\d+) passed; (\d+) failed", re.M)
_CARGO_FAILURE = re.compile(r"^test (.+) \.\.\. FAILED$", re.M)
# An example that must not compile: in the sources, and in rustdoc's report.
_COMPILE_FAIL = re.compile(r"[ \t]*//[/!] ```(?:\w+,)*compile_fail\b")
_REFUSED = re.compile(r"^test .* - compile fail \.\.\. ok$", re.M)
_UNITTEST = re.compile(r"^Ran (\d+) tests? in", re.M)
_UNITTEST_BAD = re.compile(r"(?:failures|errors|unexpected successes)=(\d+)")


def cargo_counts(text, status):
    """Returns (passed, failed) of a cargo run; one that broke off counts as a failure."""
    results = [(int(passed), int(failed)) for passed, failed in _CARGO.findall(text)]
    passed = sum(result[0] for result in results)
    failed = max(sum(result[1] for result in results), len(_CARGO_FAILURE.findall(text)))
    if not failed and (status or not results):
        failed = 1
    return passed, failed


def unittest_counts(text, status):
    """Returns (passed, failed) of a unittest run."""
    ran = _UNITTEST.search(text)
    failed = sum(int(count) for count in _UNITTEST_BAD.findall(text.splitlines()[-1] if text else ""))
    if not ran or not int(ran[1]) or (status and not failed):
        failed = max(failed, 1)
    return max(int(ran[1]) - failed, 0) if ran else 0, failed


def compile_fail_lines(source):
    """Returns the lines of a Rust source where examples begin that must not compile."""
    return [number for number, line in enumerate(source.splitlines(), 1) if _COMPILE_FAIL.match(line)]


def compile_fail_counts(wanted, text):
    """Returns (passed, failed) of a run in which `wanted` examples are to be refused by the compiler.

    One that rustdoc did not try counts as a failure, and so does one that compiles. Other examples may have run
    along; how they ended does not count.
    """
    refused = len(_REFUSED.findall(text))
    return refused, max(wanted - refused, int(not wanted))


def _compile_fail(test, cwd, env, tally):
    """Has rustdoc try the kernel crate's examples that must not compile."""
    lines = [line for path in sorted((REPO / "rust/kernel").rglob("*.rs"))
             for line in compile_fail_lines(path.read_text(encoding="utf-8"))]
    # An example's name ends in "(line 5)", and what is asked for cannot have a space.
    filters = [f"{line})" for line in sorted(set(lines))]
    # Others of the same line run along. They are made for the kernel, and may end as they like here.
    _run("kernel-compile-fail",
         ["sh", "-c", '"$@" || :', "sh", *test, "--doc", "-p", "kernel", "--", *filters], cwd, env,
         lambda text, _: compile_fail_counts(len(lines), text), tally)


def _run(name, command, cwd, env, counts, tally):
    log = cache.root() / "logs" / f"host-{name}.log"
    status = process.run_logged(command, log, f"host tests: {name}", cwd=cwd, env=env,
                                count=re.compile(r"^test .* \.\.\. ").match, seconds=SECONDS)
    text = log.read_text(encoding="utf-8")
    passed, failed = counts(text, status)
    broken = _CARGO_FAILURE.findall(text)
    tally.count(f"host tests: {name}", passed, failed,
                [*broken[:20], *(process.tail(log, 15) if not broken else []), f"the log is {log}"])


def scripts(tally):
    """Runs the tests of scripts/layer."""
    _run("scripts", ["python3", "-m", "unittest", "discover", "-s", HOST / "scripts", "-t", HOST / "scripts"],
         REPO, process.environment(PYTHONPATH=str(REPO / "scripts"), PYTHONDONTWRITEBYTECODE="1"),
         unittest_counts, tally)


def crates(rustc, tally):
    """Runs `cargo test` in every package of tests/host/, and the kernel crate's examples that must not compile."""
    jobs = os.environ.get("JOBS") or str(os.cpu_count() or 1)
    for manifest in sorted(HOST.glob("*/Cargo.toml")):
        name = manifest.parent.name
        locked = ["--locked"] if (manifest.parent / "Cargo.lock").exists() else []
        env = process.environment(
            RUSTC=str(rustc.path), RUSTDOC=rustc.tool("rustdoc"), RUSTC_BOOTSTRAP="1", CARGO_TERM_COLOR="never",
            CARGO_TARGET_DIR=str(cache.root() / "host" / cache.key(manifest.parent)))
        test = [rustc.tool("cargo"), "test", "--no-fail-fast", f"-j{jobs}", *locked]
        _run(name, test, manifest.parent, env, cargo_counts, tally)
        if name == "kernel":
            _compile_fail(test, manifest.parent, env, tally)
