# SPDX-License-Identifier: GPL-2.0-only
"""Runs other programs: their output goes to a log, one line tells how far they are."""

import os
import shlex
import signal
import subprocess
import sys
import threading
import time

from .errors import Stop

# Variables of an outer make or of the caller's own kernel work that must not
# reach a kernel build started here.
_NOT_INHERITED = (
    "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MAKEFILES", "GNUMAKEFLAGS",
    "TREE", "ARCH", "COMPILER", "OPTIONS", "CELLS", "RECORD", "MINUTES", "CC", "HOSTCC", "LD", "AR", "LLVM", "LLVM_IAS",
    "CROSS_COMPILE", "KBUILD_OUTPUT", "KBUILD_EXTMOD", "KCFLAGS", "KRUSTFLAGS", "O", "M", "V",
    "W", "C", "CLIPPY", "RUSTC", "HOSTRUSTC", "RUSTDOC", "RUSTFMT", "CLIPPY_DRIVER", "BINDGEN",
    "NM", "OBJCOPY", "OBJDUMP", "READELF", "STRIP", "RUST_LIB_SRC", "RUSTFLAGS", "CFLAGS", "LDFLAGS",
)


def environment(**extra):
    """Returns a clean environment for a program."""
    result = {k: v for k, v in os.environ.items() if k not in _NOT_INHERITED}
    result["LC_ALL"] = "C"
    result.update(extra)
    return result


def output(command, **options):
    """Returns what `command` prints, or None if it cannot be run or fails."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              stdin=subprocess.DEVNULL, text=True, errors="replace",
                              env=environment(), check=False, **options)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


class Progress:
    """One status line: redrawn on a terminal, repeated now and then in a log."""

    def __init__(self, what, stream=None, quiet_seconds=20):
        self.what = what
        self.stream = stream or sys.stdout
        self.redraw = self.stream.isatty()
        self.pause = 0.2 if self.redraw else quiet_seconds
        self.start = time.monotonic()
        self.shown = self.start if not self.redraw else 0
        if not self.redraw:
            print(f"  .. {what}", file=self.stream, flush=True)

    def elapsed(self):
        """Seconds since the start."""
        return time.monotonic() - self.start

    def update(self, state=""):
        """Shows `state` unless something was shown a moment ago."""
        now = time.monotonic()
        if now - self.shown < self.pause:
            return
        self.shown = now
        text = f"  .. {self.what}  {self.elapsed():.0f} s  {state}".rstrip()
        if self.redraw:
            print(f"\r\033[K{text[:120]}", end="", file=self.stream, flush=True)
        else:
            print(text, file=self.stream, flush=True)

    def done(self, ok=True, state=""):
        """Ends the line."""
        mark = "ok" if ok else "FAILED"
        text = f"  {mark:6} {self.what}  {self.elapsed():.1f} s  {state}".rstrip()
        print(f"\r\033[K{text}" if self.redraw else text, file=self.stream, flush=True)


def end_group(process):
    """Ends a program that leads its own process group, with all that it started."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
        except ProcessLookupError:
            break
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            continue
    process.wait()


def run_logged(command, log, what, count=None, cwd=None, env=None, seconds=None):
    """Runs `command` with its output in the file `log`; returns the exit status.

    `count` is a function that tells whether a line of output is a unit of work. After
    `seconds` the command is ended with all that it started, and that is said in the log.
    """
    progress = Progress(what)
    units = 0
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "w", encoding="utf-8", errors="replace", buffering=1) as file:
        file.write(f"+ {shlex.join(map(str, command))}\n")
        try:
            process = subprocess.Popen(
                [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL, text=True, errors="replace", cwd=cwd,
                env=env or environment(), process_group=0)
        except OSError as error:
            progress.done(ok=False)
            raise Stop(f"{command[0]} cannot be started: {error.strerror}.") from None
        late = threading.Event()
        timer = threading.Timer(seconds or 0, lambda: (late.set(), end_group(process)))
        try:
            if seconds:
                timer.start()
            for line in iter(process.stdout.readline, ""):
                file.write(line)
                if count and count(line):
                    units += 1
                progress.update(f"{units} done" if count else "")
            status = process.wait()
        except BaseException:
            end_group(process)
            raise
        finally:
            timer.cancel()
            process.stdout.close()
        if late.is_set():
            file.write(f"Ended after {seconds} s.\n")
            status = status or 1
    progress.done(ok=status == 0, state=f"{units} done" if count and units else "")
    return status


def tail(log, lines=30):
    """Returns the last lines of a log file."""
    with open(log, encoding="utf-8", errors="replace") as file:
        return file.read().splitlines()[-lines:]
