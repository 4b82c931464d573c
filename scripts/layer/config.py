# SPDX-License-Identifier: GPL-2.0-only
"""Kernel configurations: tinyconfig plus requests, each of which must hold in the end."""

import os
import re
from dataclasses import dataclass

from . import cache
from .errors import Stop
from .paths import CONFIGS


@dataclass(frozen=True)
class Request:
    """One line of a fragment."""
    symbol: str
    value: str
    optional: bool
    where: str


def read(path):
    """Returns the requests of a fragment."""
    requests = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        found = re.fullmatch(r"(\??)(CONFIG_\w+)=(.+)", text)
        if not found:
            raise Stop(f"{path.name}:{number} is no request of the form CONFIG_X=value.")
        requests.append(Request(found[2], found[3], bool(found[1]), path.name))
    return requests


def requests(arch, names):
    """Returns the requests of the named fragments and of the architecture's, the last word last."""
    result = {}
    for path in [*(CONFIGS / f"{name}.config" for name in names), CONFIGS / "arch" / f"{arch}.config"]:
        for request in read(path):
            result[request.symbol] = request
    return list(result.values())


def _samples(kconfig):
    """Returns [(symbol, the symbols that it depends on)] of a Kconfig file, in its order."""
    found = re.findall(r"^config (SAMPLE_RUST_\w+)\n((?:\t.*\n|\n)*)", kconfig.read_text(encoding="utf-8"), re.M)
    return [(symbol, re.findall(r"\w+", " ".join(re.findall(r"^\tdepends on (.*)", body, re.M))))
            for symbol, body in found if body.startswith("\ttristate")]


def samples(kconfig, value, others=()):
    """Returns a request for every sample that samples/rust/Kconfig offers beside the requests `others`."""
    absent = {request.symbol for request in others if request.value == "n"}
    result = []
    for symbol, needs in _samples(kconfig):
        if absent & {f"CONFIG_{word}" for word in needs}:
            absent.add(f"CONFIG_{symbol}")
        else:
            result.append(Request(f"CONFIG_{symbol}", value, False, "samples/rust/Kconfig"))
    return result


def unmet_dependencies(kconfig, settings):
    """Returns the samples of a Kconfig file whose `depends on` a kernel's settings do not meet."""
    result = []
    # In the order of the file: a sample may depend on one above it.
    settings = dict(settings)
    for symbol, needs in _samples(kconfig):
        if any(settings.get(f"CONFIG_{word}") not in ("y", "m") for word in needs):
            result.append(symbol.removeprefix("SAMPLE_").lower())
        else:
            settings[f"CONFIG_{symbol}"] = "m"
    return result


def text(wanted):
    """Returns the requests as lines of a .config."""
    return "".join(f"# {r.symbol} is not set\n" if r.value == "n" else f"{r.symbol}={r.value}\n"
                   for r in wanted)


def values(config):
    """Returns {symbol: value} of a .config's text."""
    return dict(re.findall(r"^(CONFIG_\w+)=(.*)$", config, re.M))


def unmet(wanted, config):
    """Returns the requests that do not hold in a .config's text."""
    actual = values(config)
    known = set(re.findall(r"^(?:# )?(CONFIG_\w+)[= ]", config, re.M))
    return [r for r in wanted if actual.get(r.symbol, "n") != r.value
            and not (r.optional and r.symbol not in known)]


class Refused(Stop):
    """Kconfig does not allow Rust beside another option, and says why."""


def refusals(config):
    """Returns what the comments of our Kconfig say in a .config's text."""
    return re.findall(r"^#\n# (Rust support (?:excludes|with|does not) .+)\n#$", config, re.M)


def configure(build, wanted, hoped=(), base="tinyconfig"):
    """Makes the build folder's .config of make's `base` and of requests; a file that stays the same keeps its time.

    Kconfig may leave out what is only hoped for.
    """
    file = build.folder / ".config"
    old = (file.read_bytes(), file.stat()) if file.exists() else None
    build.make(base, f"choosing a configuration: {base}")
    with open(file, "a", encoding="utf-8") as config:
        config.write(text([*wanted, *hoped]))
    build.make("olddefconfig", "choosing a configuration: our requests")
    new = file.read_text(encoding="utf-8")
    failed = unmet(wanted, new)
    if failed:
        file.unlink()
        if any(request.symbol == "CONFIG_RUST" for request in failed):
            reasons = refusals(new)
            if reasons:
                raise Refused(f"Kconfig refuses CONFIG_RUST=y: {reasons[0]}.", reasons[1:])
            raise Stop("CONFIG_RUST=y did not survive Kconfig.", build.why_no_rust())
        first = failed[0]
        raise Stop(f"{first.symbol}={first.value}, asked for by {first.where}, does not survive this "
                   "tree's Kconfig" + (f" (nor do {len(failed) - 1} more)." if failed[1:] else "."),
                   [f"  {request.symbol}={request.value}" for request in failed])
    if old and old[0] == new.encode():
        cache.write_file(file, old[0])
        os.utime(file, ns=(old[1].st_atime_ns, old[1].st_mtime_ns))


def configure_if_needed(build, wanted, circumstances):
    """Configures unless the .config is the outcome of the same requests and circumstances."""
    file, stamp = build.folder / ".config", build.folder / ".rust-layer-config"

    def outcome():
        return cache.key(circumstances, text(wanted), file.read_bytes()).encode()
    if file.exists() and stamp.exists() and stamp.read_bytes() == outcome():
        return
    configure(build, wanted)
    cache.write_file(stamp, outcome())
