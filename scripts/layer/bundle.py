# SPDX-License-Identifier: GPL-2.0-only
"""`make bundle`: all that `make module` needs, in one archive: sources alone, the same bytes each time."""

import io
import lzma
import tarfile

from . import cache, payload, toolchain
from .paths import REPO, SCRIPTS

NAME = "linux-rust-layer"
_MORE = ("Makefile", "Kconfig", "README.md", "scripts/setup.sh", "scripts/packages.txt", "scripts/tour.txt",
         "Documentation/rust/modules-for-stock-kernels.rst")


def files(cargo):
    """Returns {path in the archive: file here}."""
    result = payload.collect(cargo)
    for name in ("layer", "template", "arch"):
        for path in sorted((SCRIPTS / name).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                result[str(path.relative_to(REPO))] = path
    result |= {name: REPO / name for name in _MORE if (REPO / name).is_file()}
    return dict(sorted(result.items()))


def archive(contents):
    """Returns a compressed archive of {path: (is executable, bytes)}, the same for the same contents."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, (executable, content) in sorted(contents.items()):
            entry = tarfile.TarInfo(f"{NAME}/{name}")
            entry.size = len(content)
            entry.mode = 0o755 if executable else 0o644
            tar.addfile(entry, io.BytesIO(content))
    return lzma.compress(data.getvalue(), preset=9 | lzma.PRESET_EXTREME)


def main():
    """Writes the archive; returns the exit status."""
    found = files(toolchain.find_rustc().tool("cargo"))
    data = archive({name: (bool(path.stat().st_mode & 0o100), path.read_bytes()) for name, path in found.items()})
    place = REPO / "build" / f"{NAME}.tar.xz"
    place.parent.mkdir(exist_ok=True)
    cache.write_file(place, data)
    unpacked = sum(path.stat().st_size for path in found.values())
    print(f"{place.relative_to(REPO)}: {len(data) >> 10} KiB, unpacked {unpacked >> 10} KiB in {len(found)} files")
    print("Unpacked anywhere, `make module KDIR=headers M=folder` works in it.")
    return 0
