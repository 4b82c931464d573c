# SPDX-License-Identifier: GPL-2.0-only
"""Boots a kernel, in QEMU or as a program, with an initramfs; reads its console until it powers off."""

import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import cpio, process, qemu as programs
from .errors import Stop

SILENCE = 120
SECONDS = 1200
_APPEND = ("panic=-1", "oops=panic", "ignore_loglevel", "printk.devkmsg=on", "printk.time=1", "random.trust_cpu=on")
_QUIET = ("-no-reboot", "-display", "none", "-monitor", "none", "-serial", "stdio")


def initramfs(program, modules, steps):
    """Returns an archive with the guest's program, the modules and the step scripts."""
    files = {"init": (0o755, program)}
    for path in modules:
        files[f"modules/{path.name}"] = (0o644, path.read_bytes())
    for name, script in steps.items():
        files[f"steps/{name}"] = (0o644, script.encode())
    return cpio.archive(files)


def _tree(qemu, kernel):
    """Returns QEMU's arguments for the device tree that a table's `[qemu]` names, built beside the kernel."""
    if "dtb" not in qemu:
        return []
    found = sorted(Path(kernel).parent.rglob(qemu["dtb"]))
    if not found:
        raise Stop(f"There is no {qemu['dtb']} below {Path(kernel).parent}.")
    return ["-dtb", str(found[0])]


def command(arch, kernel, initrd, extra=()):
    """Returns the command line of QEMU, or of the kernel itself where that is a program of this machine."""
    if "program" in arch:
        if extra:
            raise Stop("What is asked for takes a machine of QEMU's, and this kernel is a program: give another ARCH=.")
        program = arch["program"]
        return [sys.executable, str(Path(__file__).with_name("uml.py")), str(kernel), f"initrd={initrd}",
                f"uml_dir={Path(initrd).parent}", f"console={program['console']}", *_APPEND, *program["arguments"]]
    if "linked" in arch:
        raise Stop(f"This kernel is compiled and linked alone: {arch['linked']}; `make run` does that.")
    qemu = arch["qemu"]
    return [programs.find(qemu), *qemu["arguments"], *programs.firmware(qemu), *_tree(qemu, kernel),
            "-accel", "tcg", "-m", qemu["memory"], *_QUIET, "-kernel", str(kernel), "-initrd", str(initrd),
            "-append", " ".join([f"console={qemu['console']}", *_APPEND, *qemu.get("append", [])]), *extra]


def patience(default, environ=os.environ):
    """Returns the seconds without a word after which a guest hangs: BOOT_SECONDS=, or `default`."""
    named = environ.get("BOOT_SECONDS")
    if not named:
        return default
    try:
        if int(named) > 0:
            return int(named)
    except ValueError:
        pass
    raise Stop(f"BOOT_SECONDS={named} is no number of seconds.")


def lines(arguments, log, seconds, silence):
    """Runs QEMU; yields the console's lines as they come, and keeps them in `log`.

    What was there, perhaps of a guest that still runs, is called `log`.old from now on. A guest that says
    nothing for `silence` seconds, or has not powered off after `seconds`, is ended, with its last lines
    shown: the machine may be slow, and have other work, but what works prints.
    """
    deadline = time.monotonic() + seconds
    # A kernel that is a program has further processes, and they end with it.
    guest = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, env=process.environment(), process_group=0)
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_name(f"{log.name}.old"))
    try:
        with open(log, "wb") as file, selectors.DefaultSelector() as ready:
            ready.register(guest.stdout, selectors.EVENT_READ)
            rest = b""
            while True:
                left = max(0, deadline - time.monotonic())
                # Without time left the answer does not count: who prints on and on always has something to read.
                if not ready.select(min(left, silence)) or not left:
                    file.flush()
                    why = f"was not done after {seconds}" if left <= silence else \
                        f"hangs: it said nothing for {silence}"
                    raise Stop(f"The kernel {why} s; the log is {log}.",
                               ["The log's last lines:", *process.tail(log, 20)])
                data = os.read(guest.stdout.fileno(), 65536)
                file.write(data)
                *whole, rest = (rest + data).split(b"\n")
                yield from (line.decode(errors="replace").rstrip("\r") for line in whole)
                if not data:
                    break
        if rest:
            yield rest.decode(errors="replace").rstrip("\r")
        if guest.wait():
            who = "QEMU" if "qemu" in arguments[0] else "The kernel"
            raise Stop(f"{who} ended with status {guest.returncode}; the log is {log}.", process.tail(log, 20))
    finally:
        if guest.poll() is None:
            os.killpg(guest.pid, signal.SIGKILL)
            guest.wait()
        guest.stdout.close()


def run(arch, kernel, archive, log, seconds=SECONDS, silence=SILENCE, extra=()):
    """Boots `kernel` with the initramfs `archive`; yields the console's lines. `extra` is QEMU's."""
    silence = patience(silence)
    seconds = max(seconds, silence)
    with tempfile.TemporaryDirectory(prefix="rust-layer-") as folder:
        initrd = Path(folder) / "initramfs"
        initrd.write_bytes(archive)
        yield from lines(command(arch, kernel, initrd, extra), log, seconds, silence)
