# SPDX-License-Identifier: GPL-2.0-only
"""Fetches single packages of any suite from the machine's own mirrors.

apt reads a private source list and keeps private package lists, so that neither
the user's sources nor the user's lists are touched, and no `apt-get update` of
theirs is needed.
"""

import re
import shutil
import subprocess
import tempfile
import tomllib
from pathlib import Path

from . import cache, process
from .errors import Stop
from .paths import ARCHIVES

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_OFFLINE = ("Could not resolve", "Temporary failure resolving", "Could not connect",
            "Network is unreachable", "Connection timed out", "Cannot initiate the connection",
            "Unable to connect")


def mirrors():
    """Returns {suite: mirror} as apt's own configuration has them."""
    text = process.output(["apt-get", "-o", "APT::Get::IndexTargets::ReleaseInfo=false", "indextargets",
                           "--format", "$(RELEASE) $(SITE)", "Created-By: Packages"])
    if text is None:
        raise Stop("apt-get does not run here; TREE= may name a folder with kernel sources instead.")
    return dict(line.split(None, 1) for line in text.splitlines() if " " in line)


def mirror_for(suite, known):
    """Returns the mirror among `known` that carries `suite`."""
    if suite in known:
        return known[suite]
    security = suite.endswith("-security")
    for name, site in known.items():
        if name.endswith("-security") == security:
            return site
    raise Stop(f"apt has no mirror configured that could carry {suite}.")


def sources(data):
    """Returns apt's source lines for a table with `suites`, which are of the distribution that `archive` names, or the
    machine's own. The keys of another one are in a package of our own."""
    if "archive" not in data:
        return own_sources(data["suites"])
    archive = tomllib.loads((ARCHIVES / f"{data['archive']}.toml").read_text(encoding="utf-8"))
    keyring = _keyring(**archive["keys"])
    return [f"deb [signed-by={keyring}] {archive['address']} {suite} main\n" for suite in data["suites"]]


def own_sources(suites):
    """Returns apt's source lines for suites of the machine's own distribution."""
    known = mirrors()
    signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
    return [f"deb {signed}{mirror_for(suite, known)} {suite} main\n" for suite in suites]


def _keyring(package, suite, file):
    """Returns the file of a package that holds keys; it is not installed."""
    folder = cache.root() / "apt" / f"{package}-{suite}"
    return cache.build_folder(folder, lambda place: unpack([package], suite, place)) / file


def unpack(packages, suite, folder):
    """Unpacks packages of a suite of the machine's own distribution into a folder."""
    private = Private(own_sources([suite]))
    for name in packages:
        with tempfile.TemporaryDirectory(dir=private.folder) as place:
            package = private.download(name, private.newest(name), place)
            if process.output(["dpkg-deb", "-x", str(package), str(folder)]) is None:
                raise Stop(f"{package.name} cannot be unpacked.")


class Private:
    """apt with sources, lists and caches of our own."""

    def __init__(self, lines):
        self.folder = cache.root() / "apt" / cache.key(*lines)
        (self.folder / "lists" / "partial").mkdir(parents=True, exist_ok=True)
        (self.folder / "archives" / "partial").mkdir(parents=True, exist_ok=True)
        cache.write_if_changed(self.folder / "sources.list", "".join(lines).encode())
        settings = {"Dir::Etc::sourcelist": self.folder / "sources.list", "Dir::Etc::sourceparts": "-",
                    "Dir::State::lists": self.folder / "lists", "Dir::Cache": self.folder,
                    "Dir::Cache::archives": self.folder / "archives",
                    "APT::Sandbox::User": "root", "APT::Get::List-Cleanup": "0",
                    "Acquire::Languages": "none", "Acquire::Retries": "2",
                    "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false"}
        self.options = [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]

    def run(self, what, *arguments, cwd=None):
        """Runs apt-get, which two runs cannot do at a time, and returns what it printed; failing is a sentence."""
        with cache.lock("apt", "Waiting for another run that fetches packages"):
            return self._run(what, arguments, cwd)

    def _run(self, what, arguments, cwd):
        log = cache.root() / "logs" / "apt.log"
        failed = process.run_logged(["apt-get", *self.options, *arguments], log, what, cwd=cwd)
        text = log.read_text(encoding="utf-8", errors="replace")
        if failed:
            if any(sign in text for sign in _OFFLINE):
                raise Stop("The distribution's mirror cannot be reached: no network for packages.")
            raise Stop(f"{what} failed; the log is {log}.", text.splitlines()[-12:])
        return text

    def newest(self, package):
        """Updates the private lists and returns the newest version of `package`."""
        text = self.run("updating private package lists", "update")
        if re.search(r"^(W|E): .*Failed to fetch", text, re.M):
            raise Stop("The distribution's mirror cannot be reached: no network for packages.",
                       text.splitlines()[-6:])
        listed = process.output(["apt-cache", *self.options, "madison", package]) or ""
        versions = [line.split("|")[1].strip() for line in listed.splitlines() if line.count("|") >= 2]
        if not versions:
            raise Stop(f"The distribution's mirror carries no package {package}.")
        return versions[0]

    def download(self, package, version, folder):
        """Downloads one package into `folder` and returns its file."""
        self.run(f"downloading {package} {version}", "download", f"{package}={version}", cwd=folder)
        return next(Path(folder).glob(f"{package}_*.deb"))


def unpack_source(archive, member, folder):
    """Unpacks the tar file `member` of a package, or the tar file itself, into `folder`."""
    how = "--bzip2" if (member or archive.name).endswith(".bz2") else "--xz"
    tar = f"tar -xf - {how} --strip-components=1 -C '{folder}'"
    if member:
        script = f"dpkg-deb --fsys-tarfile '{archive}' | tar -xOf - './{member}' | {tar}"
    else:
        script = f"{tar} < '{archive}'"
    progress = process.Progress("unpacking the kernel sources")
    try:
        done = subprocess.run(["bash", "-c", f"set -o pipefail; {script}"], stderr=subprocess.PIPE,
                              text=True, check=False)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    progress.done(ok=not done.returncode)
    if done.returncode:
        raise Stop(f"{archive} cannot be unpacked: {done.stderr.strip()[-200:]}")
