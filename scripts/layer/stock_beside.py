# SPDX-License-Identifier: GPL-2.0-only
"""A second build of the layer, from the bundle, with other flags: its module is loaded beside one of the first."""

import os
import shutil
import subprocess

from . import bundle, cache, habits, others, process

# Lets a command see the headers as nobody can write them, not even root.
_READ_ONLY = """mount --bind "$TOP" "$TOP" && mount -o remount,bind,ro "$TOP" || exit 1
touch "$KDIR/x" 2> /dev/null && exit 1
exec "$@"
"""


def second_layer(place, home):
    """Unpacks the bundle, changed: another state of the crates, made by other flags."""
    layer = home / "layer"
    shutil.rmtree(layer, ignore_errors=True)
    for name, path in bundle.files(place.tools.rustc.tool("cargo")).items():
        (layer / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, layer / name)
    others.change(layer / "rust/kbuild/stock.conf", "CONFIG_RUST_OVERFLOW_CHECKS=y\n", "CONFIG_RUST_SECOND_BUILD=y\n")
    others.change(layer / "rust/kbuild/flags.mk", "-Copt-level=$(if", "-Zmir-opt-level=1 -Copt-level=$(if")
    # Another state of a crate changes every name in it.
    with open(layer / "rust/kernel/lib.rs", "a", encoding="utf-8") as file:
        file.write("\n/// Of the second build alone.\n#[doc(hidden)]\npub static SECOND_BUILD: u8 = 2;\n")
    return layer


def second_cache(home):
    """Makes a cache without crates; what is fetched is taken from the first."""
    folder = home / "cache"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in [cache.root() / "third-party", *cache.root().glob("bindgen-*")]:
        if path.is_dir():
            (folder / path.name).symlink_to(path)
    return folder


def build_second(place, layer, home, folder):
    """Runs `make module` in the second layer, as root with read-only headers; returns (status, output)."""
    command = ["make", "-C", str(layer), "module"]
    if not os.geteuid():
        command = ["unshare", "--mount", "sh", "-c", _READ_ONLY, "sh", *command]
    environment = process.environment(KDIR=str(place.found.folder), TOP=str(place.made.kernel.folder), M=str(folder),
                                      RUST_LAYER_CACHE=str(second_cache(home)))
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                          stdin=subprocess.DEVNULL, text=True, errors="replace")
    return done.returncode, done.stdout


def rename(folder, old, new):
    """Gives a module of one source, and all that it makes, another name."""
    for path in list(folder.iterdir()):
        if path.suffix in (".rs", "") and path.is_file():
            path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
            path.rename(folder / path.name.replace(old, new))


def check(place, tally):
    """Builds both modules; returns the folder to load from."""
    first = place.copy("beside")
    if not place.build(first, tally, "a module of the first build of the layer"):
        return []
    home = place.folder / "second"
    folder = home / "beside"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(habits.EXTERNAL / "beside", folder)
    rename(folder, "rust_beside_a", "rust_beside_b")
    how = "" if os.geteuid() else ", from headers that nobody can write"
    print(f"  .. a second build of the layer{how}", flush=True)
    status, output = build_second(place, second_layer(place, home), home, folder)
    made = folder / "rust_beside_b.ko"
    tally.add(f"a module of another build of the layer{how}", not status and made.is_file(), output.splitlines()[-20:])
    if not made.is_file():
        return []
    shutil.copy(made, first)
    return [first]
