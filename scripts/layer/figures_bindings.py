# SPDX-License-Identifier: GPL-2.0-only
"""What C costs Rust: bytes of bindings, seconds for them, and the price of one more C function."""

import subprocess
import time

from . import integrate
from .errors import Stop

GENERATED = ("bindings.rs", "constants.rs", "names.rs")
# Functions that the kernel exports and Rust is unlikely to want; the first that is new is taken.
CANDIDATES = ("int_sqrt", "int_pow", "string_get_size", "sysfs_streq")


def known(build):
    """Returns the C names that the bindings have."""
    return set((build.folder / "rust/generated/known").read_text(encoding="utf-8").split())


def _make(build, target):
    return not subprocess.run(build.command(*target), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, env=build.environment(), check=False).returncode


def one_more(build):
    """Uses one more C function in a sample; returns its name and the seconds until it is built."""
    name = next((name for name in CANDIDATES if name not in known(build)), None)
    if not name:
        raise Stop(f"The bindings have all of {', '.join(CANDIDATES)}: figures_bindings.py needs another.")
    target = ("prepare", "samples/rust/rust_minimal.o")
    with integrate.lock(build.tree.folder):
        source = build.tree.folder / "samples/rust/rust_minimal.rs"
        text = source.read_bytes()
        _make(build, target)
        try:
            source.write_bytes(text + f"\nconst _: () = {{ let _ = kernel::bindings::{name}; }};\n".encode())
            print(f"  .. building with {name}(), which no source has named before", flush=True)
            start = time.monotonic()
            done = _make(build, target)
            seconds = time.monotonic() - start
            if not done or name not in known(build):
                raise Stop(f"{name}() did not come into the bindings.")
        finally:
            source.write_bytes(text)
            _make(build, target)
    return name, seconds


def show(build, steps):
    """Prints the figures; `steps` are the seconds of each step of a build."""
    folder = build.folder / "rust/generated"
    sizes = {name: (folder / name).stat().st_size for name in GENERATED}
    print(f"\nBindings: {sum(sizes.values())} bytes, {len(known(build))} names, "
          f"{sum(steps.get(f'rust/generated/{name}', 0) for name in GENERATED):.1f} s to generate, "
          f"{steps.get('rust/bindings.o', 0):.1f} s to compile")
    name, seconds = one_more(build)
    print(f"One more C function ({name}): 1 file touched, {seconds:.1f} s to build the image's part and the driver")
