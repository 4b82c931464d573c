# SPDX-License-Identifier: GPL-2.0-only
"""`make dkms`: the template's module under Debian's DKMS, in a copy of this system that is thrown away.

The copy is an overlay of / in a mount namespace: what is installed in it is written to a folder of
the cache, and the system stays as it is. Only root can make one.
"""

import contextlib
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

from . import cache, process
from .errors import Stop
from .paths import REPO
from .tally import Tally

# Enters the copy: $1 is its folder, $2 this repository, the rest a command.
_ENTER = """set -e
place=$1 repo=$2; shift 2
mount -t overlay overlay -o lowerdir=/,upperdir="$place/upper",workdir="$place/work" "$place/all"
cd "$place/all"
mount --rbind /proc proc
mount --rbind /dev dev
mount -t sysfs sysfs sys
mkdir -p ".$repo"
mount --bind "$repo" ".$repo"
exec chroot . "$@"
"""

# Builds wait for nobody's answer, and no service of the copy is started.
_ENVIRONMENT = {"DEBIAN_FRONTEND": "noninteractive", "PYTHONDONTWRITEBYTECODE": "1"}


class Copy:
    """A copy of this system."""

    def __init__(self, home):
        self.home = home
        self.log = home / "log"
        for name in ("upper", "work", "all"):
            (home / name).mkdir(parents=True)

    def run(self, *command):
        """Runs a command in it; returns (exit status, output)."""
        done = subprocess.run(
            ["unshare", "--mount", "sh", "-c", _ENTER, "sh", str(self.home), str(REPO), *command], check=False, text=True,
            errors="replace", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=process.environment(**_ENVIRONMENT))
        with open(self.log, "a", encoding="utf-8") as log:
            log.write(f"# {shlex.join(command)}\n{done.stdout}# exit status {done.returncode}\n")
        return done.returncode, done.stdout

    def shell(self, text):
        """Runs a line of shell in it; returns (exit status, output)."""
        return self.run("sh", "-c", text)

    def modules(self, name):
        """Returns {kernel release: path} of the installed modules of that name."""
        _, output = self.shell(f"find /lib/modules -name '{name}.ko*' -type f")
        return {Path(line).parts[3]: line for line in output.split()}

    def vermagic(self, path):
        """Returns the release that a module was built for."""
        _, output = self.run("modinfo", "-F", "vermagic", path)
        return output.split(" ", 1)[0]


@contextlib.contextmanager
def copy():
    """Makes a copy, and removes it afterwards."""
    if os.geteuid():
        raise Stop("make dkms needs root: it tries DKMS in a copy of the system that only root can make.")
    home = cache.root() / "dkms"
    with cache.lock("dkms"):
        shutil.rmtree(home, ignore_errors=True)
        try:
            made = Copy(home)
            status, output = made.run("true")
            if status:
                raise Stop("This system lets nobody make a copy of it as an overlay: " + output.strip())
            yield made
        finally:
            log = home / "log"
            if log.exists():
                kept = cache.root() / "logs" / "dkms.log"
                kept.parent.mkdir(exist_ok=True)
                shutil.move(log, kept)
            shutil.rmtree(home, ignore_errors=True)


def two_releases(listing):
    """Returns the two newest kernel releases of one line among names of header packages."""
    found = set(re.findall(r"^linux-headers-(\d[\w.+-]*-amd64)\b", listing, re.M))
    found = sorted((name for name in found if not re.search("cloud|rt-", name)),
                   key=lambda name: [int(part) for part in re.findall(r"\d+", name)])
    lines = {}
    for release in found:
        lines.setdefault(tuple(re.findall(r"\d+", release)[:2]), []).append(release)
    for releases in lines.values():
        if len(releases) > 1:
            return releases[-2:]
    raise Stop("The distribution has no two versions of one kernel's headers, which an upgrade takes.")


def _tail(output):
    return output.splitlines()[-12:]


def _installs(system, tally, old):
    """The module is built and installed for a kernel."""
    status, output = system.shell(f"cd {REPO} && make module-template M=/usr/src/hello && "
                                  "mv /usr/src/hello /usr/src/hello-0.1")
    tally.add("a template for DKMS", not status, _tail(output))
    status, output = system.run("dkms", "install", "hello/0.1", "-k", old)
    path = system.modules("hello").get(old)
    tally.add(f"dkms install for Linux {old}", not status and path and system.vermagic(path) == old, _tail(output))


def _upgrades(system, tally, old, new):
    """Another kernel's headers come: DKMS's hook builds for them, and the first module stays."""
    status, output = system.run("apt-get", "install", "-qq", f"linux-headers-{new}")
    modules = system.modules("hello")
    tally.add(f"headers of Linux {new} come, and the module with them",
              not status and set(modules) == {old, new} and system.vermagic(modules[new]) == new, _tail(output))
    status, output = system.run("apt-get", "purge", "-qq", f"linux-headers-{old}")
    tally.add(f"headers of Linux {old} go, the other module stays",
              not status and new in system.modules("hello"), _tail(output))


def _fails(system, tally, new):
    """A module that does not compile leaves nothing behind but the reason."""
    system.shell("cp -r /usr/src/hello-0.1 /usr/src/broken-0.1 && cd /usr/src/broken-0.1 && "
                 "mv hello.rs broken.rs && sed -i s/hello/broken/g * && sed -i 's/fn init/fn unit/' broken.rs")
    sums = f"cd /lib/modules/{new} && find . -type f | sort | xargs md5sum"
    before = system.shell(sums)
    status, output = system.run("dkms", "install", "broken/0.1", "-k", new)
    tally.add("dkms install of a module that does not compile fails", bool(status), _tail(output))
    tally.add("nothing of it is installed, and no other module is touched",
              before == system.shell(sums), system.modules("broken").values())
    _, reason = system.shell("cat /var/lib/dkms/broken/0.1/build/make.log")
    tally.add("its make.log has the compiler's message", re.search(r"error\[E\d+\].*\n(.*\n){0,3}.*broken\.rs", reason),
              _tail(reason))


def _leaves(system, tally):
    """Removal takes away what installation brought."""
    status, output = system.run("dkms", "remove", "hello/0.1", "--all")
    tally.add("dkms remove takes the module away", not status and not system.modules("hello"), _tail(output))


def main():
    """Runs it all; returns the exit status."""
    tally = Tally()
    with copy() as system:
        print("DKMS in a copy of this system; the first build takes minutes")
        status, output = system.shell("apt-get update -qq && apt-get install -qq --no-install-recommends dkms")
        if status:
            raise Stop("Debian's package dkms could not be installed in the copy.", detail=_tail(output))
        old, new = two_releases(system.shell("apt-cache search --names-only '^linux-headers-[0-9]'")[1])
        status, output = system.run("apt-get", "install", "-qq", f"linux-headers-{old}")
        if status:
            raise Stop(f"The headers of Linux {old} could not be installed in the copy.", detail=_tail(output))
        _installs(system, tally, old)
        _upgrades(system, tally, old, new)
        _fails(system, tally, new)
        _leaves(system, tally)
    print(f"\nlog {cache.root() / 'logs' / 'dkms.log'}")
    return tally.finish()
