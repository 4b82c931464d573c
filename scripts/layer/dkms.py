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


# Where the template's dkms.conf has the layer keep what it makes.
_KEPT = "/var/cache/linux-rust-layer"
_INSTALL = ("apt-get", "install", "-qq", "--no-install-recommends")


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


def _kernel(release):
    """Returns the packages of a kernel. The image that Debian signs comes later than its headers do."""
    return f"linux-image-{release}-unsigned", f"linux-headers-{release}"


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


def _boots_as_before(system, old):
    """Returns the sums of all that boots the kernel `old`."""
    return system.shell(f"find /boot /lib/modules/{old} -name '*{old}*' -type f -o -path '*/{old}/*' -type f | sort | "
                        "xargs md5sum")[1]


def _upgrades(system, tally, old, new):
    """Another kernel comes while a module is there that does not compile: the good one is built all the same."""
    _break(system)
    system.run("dkms", "add", "broken/0.1")
    before = _boots_as_before(system, old)
    status, output = system.run(*_INSTALL, *_kernel(new))
    tally.add(f"Linux {new} comes beside a module that does not compile: DKMS says where the reason is",
              "broken" in output and "make.log" in output, _tail(output))
    tally.add(f"what boots Linux {old} is as it was",
              all(f"/{name}-{old}" in before for name in ("vmlinuz", "initrd.img")) and
              before == _boots_as_before(system, old), _tail(before))
    system.run("dkms", "remove", "broken/0.1", "--all")
    status, output = system.shell("dpkg --configure -a")
    modules = system.modules("hello")
    tally.add("without it the packages are whole, and the good module is there for both",
              not status and set(modules) == {old, new} and system.vermagic(modules[new]) == new, _tail(output))
    _, output = system.shell(f"ls /boot/vmlinuz-{new} /boot/initrd.img-{new}")
    tally.add(f"Linux {new} can be booted", "No such" not in output, _tail(output))
    status, output = system.run("apt-get", "purge", "-qq", f"linux-headers-{old}")
    tally.add(f"headers of Linux {old} go, the other module stays",
              not status and new in system.modules("hello"), _tail(output))


def _break(system):
    """Makes a module that does not compile."""
    system.shell("rm -rf /usr/src/broken-0.1; cp -r /usr/src/hello-0.1 /usr/src/broken-0.1 && cd /usr/src/broken-0.1 && "
                 "mv hello.rs broken.rs && sed -i s/hello/broken/g * && sed -i 's/fn init/fn unit/' broken.rs")


def _fails(system, tally, new):
    """A module that does not compile leaves nothing behind but the reason."""
    _break(system)
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
        system.run("apt-get", "update", "-qq")
        status, output = system.run(*_INSTALL, "dkms", "initramfs-tools")
        if status:
            raise Stop("Debian's packages dkms and initramfs-tools could not be installed in the copy.", detail=_tail(output))
        # What is fetched once and fits every kernel is not made again.
        system.shell(f"mkdir -p {_KEPT} && cp -r {cache.root()}/bindgen-* {cache.root()}/third-party {_KEPT}")
        old, new = two_releases(system.shell("apt-cache search --names-only '^linux-headers-[0-9]'")[1])
        status, output = system.run(*_INSTALL, *_kernel(old))
        if status:
            raise Stop(f"Linux {old} and its headers could not be installed in the copy.", detail=_tail(output))
        _installs(system, tally, old)
        _upgrades(system, tally, old, new)
        _fails(system, tally, new)
        _leaves(system, tally)
    print(f"\nlog {cache.root() / 'logs' / 'dkms.log'}")
    return tally.finish()
