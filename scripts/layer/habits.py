# SPDX-License-Identifier: GPL-2.0-only
"""The kernel's own habits in an integrated tree: external modules, single targets, tools."""

import json
import os
import re
import shutil
import subprocess

from . import inlined, template
from .paths import REPO

EXTERNAL = REPO / "tests" / "external"
# What the compiler says of short/: each place where a local variable would be lent forever.
TOO_SHORT = ("rust_short.rs:27:", "rust_short.rs:37:", "rust_short.rs:49:")


def make(build, *words):
    """Runs make in the tree; returns (status, output)."""
    done = subprocess.run(build.command(*words), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          stdin=subprocess.DEVNULL, text=True, errors="replace",
                          env=build.environment(), check=False)
    return done.returncode, done.stdout


def copy(build, name):
    """Puts a module folder where its build leaves nothing in the repository."""
    folder = build.folder / "external" / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(EXTERNAL / name, folder)
    return folder


def external(build, tally):
    """Builds modules outside the tree; returns the folders of those that can be loaded."""
    good, bad = copy(build, "good"), copy(build, "bad")
    status, output = make(build, f"M={good}", "modules")
    tally.add("M= builds modules outside the tree", status == 0, output.splitlines()[-15:])
    status, output = make(build, f"M={good}", "CLIPPY=1", "modules")
    tally.add("CLIPPY=1 has nothing to say about them", status == 0 and "warning:" not in output,
              output.splitlines()[-15:])
    status, output = make(build, f"M={bad}", "modules")
    tally.add("a module that does not compile stops the build",
              status != 0 and "error[E0308]" in output and not list(bad.glob("*.ko")),
              output.splitlines()[-15:])
    short = copy(build, "short")
    status, output = make(build, f"M={short}", "modules")
    tally.add("what C would borrow too long is an error with its Rust file and line",
              status != 0 and all(place in output for place in TOO_SHORT), output.splitlines()[-15:])
    return [good, *from_template(build, tally), *names(build, tally)]


def from_template(build, tally):
    """Builds what `make module-template` writes; returns its folder."""
    folder = build.folder / "external" / "template" / "layer_template"
    shutil.rmtree(folder, ignore_errors=True)
    template.write(folder)
    shutil.copy(EXTERNAL / "template" / "layer_template.expect", folder)
    status, output = make(build, f"M={folder}", "modules")
    tally.add("a module of the template builds", status == 0, output.splitlines()[-15:])
    return [folder] if list(folder.glob("*.ko")) else []


def change_header(folder):
    """Inserts a field into a structure of a header that the rust_bindings.h of names/ includes."""
    header = folder / "rust_names_pair.h"
    text = header.read_text(encoding="utf-8")
    assert "\tatomic_t count;\n" in text
    header.write_text(text.replace("\tatomic_t", "\tunsigned int inserted;\n\tatomic_t"), encoding="utf-8")


def sees_change(folder):
    """Tells whether Rust has that field."""
    return "pub inserted:" in (folder / ".rust_bindings/bindings.rs").read_text(encoding="utf-8")


def names(build, tally):
    """Builds modules that take C names which the tree has no use for; returns the good one's folder."""
    names, absent = copy(build, "names"), copy(build, "absent")
    status, output = make(build, f"M={names}", "modules")
    tally.add("a module outside the tree takes C names of its own", status == 0, output.splitlines()[-15:])
    known = inlined.shims(build) | {"hash_32__rust_shim", "rust_names_add__rust_shim"}
    found = inlined.left(build, names / "rust_names.ko", known) if status == 0 else ["no module"]
    tally.add("and calls no shim of its own", not found, found)
    status, output = make(build, f"M={names}", "modules")
    tally.add("and is not built again", status == 0 and "RUSTC" not in output, output.splitlines()[-15:])
    change_header(names)
    status, output = make(build, f"M={names}", "modules")
    tally.add("but is with another header that its rust_bindings.h includes", status == 0 and sees_change(names),
              output.splitlines()[-15:])
    status, output = make(build, f"M={absent}", "modules")
    tally.add("a C name that is not there is an error with its Rust file and line",
              status != 0 and "no_such_function_in_c" in output and "rust_absent.rs:18:" in output,
              output.splitlines()[-15:])
    status, output = make(build, f"M={absent}", "clean")
    tally.add("make M= clean leaves sources alone", status == 0 and sorted(os.listdir(absent)) ==
              ["Kbuild", "rust_absent.rs"], [*sorted(os.listdir(absent)), *output.splitlines()[-5:]])
    return [names] if list(names.glob("*.ko")) else []


def drift(build, tally):
    """A declared shim that does not agree with C's header does not compile."""
    folder = build.folder / "external" / "drift"
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("bindings", "compat", "helpers"):
        shutil.copytree(build.tree.folder / "rust" / name, folder / name)
    source = build.tree.folder / "rust/helpers/inline.c"
    command = build.folder / "rust/generated/.shims.bc.cmd"
    found = re.match(r"\S+ := (.*)", command.read_text(encoding="utf-8"))
    line = found[1].replace(str(source), str(folder / "helpers/inline.c")).replace("$(pound)", "#")
    line = re.sub(r"(-o|-MF) \S+", r"\1 /dev/null", line)
    declared = folder / "helpers/list.h"
    text = declared.read_text(encoding="utf-8")

    def compiles(old, new):
        assert old in text, f"{old} is not in list.h"
        declared.write_text(text.replace(old, new, 1), encoding="utf-8")
        done = subprocess.run(["sh", "-c", line], cwd=build.folder, stdout=subprocess.PIPE, check=False,
                              stderr=subprocess.STDOUT, text=True, env=build.environment())
        return done.returncode == 0, done.stdout

    good, output = compiles("mutex_lock, ", "mutex_lock, ")
    tally.add("the declared shims agree with C", good, output.splitlines()[-15:])
    for what, old, new in (
            ("another parameter", "mutex_lock, (struct mutex *", "mutex_lock, (struct completion *"),
            ("a narrower result", "RUST_HELPER(int, mutex_trylock", "RUST_HELPER(s8, mutex_trylock"),
            ("another result", "struct user_namespace *, current_user_ns", "struct mutex *, current_user_ns")):
        good, output = compiles(old, new)
        tally.add(f"a declared shim with {what} than C's is an error that names the line",
                  not good and "list.h:" in output, output.splitlines()[-15:])


def single_targets(build, tally):
    """Builds one file in each form that Kbuild knows."""
    for suffix in ("o", "s", "ll", "rsi"):
        target = f"samples/rust/rust_minimal.{suffix}"
        if suffix != "o":
            (build.folder / target).unlink(missing_ok=True)
        status, output = make(build, target)
        made = build.folder / target
        tally.add(f"make {target}", status == 0 and made.exists() and made.stat().st_size > 0,
                  output.splitlines()[-10:])
        command = made.with_name(f".{made.name}.cmd")
        text = command.read_text(encoding="utf-8") if command.exists() else ""
        tally.add("and anew after the crates", re.search(r"\.%s:.* \S*libkernel\.rmeta" % suffix, text),
                  text.splitlines()[-5:])


def gate(build, tally):
    """A driver that is built to call the shims does not pass the gate of inlining."""
    target = "samples/rust/rust_sync.o"
    status, output = make(build, target, "CONFIG_RUST_INLINE_HELPERS=")
    found = inlined.left(build, build.folder / target, inlined.shims(build))
    tally.add("a driver that calls shims is noticed", status == 0 and "spin_lock__rust_shim" in found,
              output.splitlines()[-10:])
    status, output = make(build, target)
    found = inlined.left(build, build.folder / target, inlined.shims(build))
    tally.add("and made anew without calls", status == 0 and not found, output.splitlines()[-10:])


def tools(build, tally):
    """Asks for what people ask a tree for."""
    status, output = make(build, "rustavailable")
    tally.add("make rustavailable", status == 0 and "available" in output, output.splitlines()[-5:])

    status, output = make(build, "rust-analyzer")
    project = build.folder / "rust-project.json"
    crates = json.loads(project.read_text(encoding="utf-8"))["crates"] if status == 0 else []
    names = {crate["display_name"] for crate in crates}
    tally.add("make rust-analyzer", {"core", "kernel", "rust_minimal"} <= names,
              output.splitlines()[-10:])
    if names:
        print(f"         rust-project.json: {project.stat().st_size >> 10} KiB")

    own = ("/rust/kernel/", "/rust/macros/", "/samples/rust/", "/rust/pin_init/")
    status, output = make(build, "rustfmtcheck")
    ours = [line for line in output.splitlines()
            if line.startswith("Diff in") and any(part in line for part in own)]
    tally.add("make rustfmtcheck leaves the layer as it is", not ours, ours[:10])


def cleaned(build, tally):
    """Cleans a folder that has the names of what a build made in rust/."""
    folder = build.folder / "external" / "cleaned"
    shutil.rmtree(folder, ignore_errors=True)
    for path in (build.folder / "rust").rglob("*"):
        if path.is_file():
            copied = folder / path.relative_to(build.folder)
            copied.parent.mkdir(parents=True, exist_ok=True)
            copied.touch()
    # By this the tree knows the folder for its own.
    known = shutil.copy(build.folder / "rust/.tree", folder / "rust/.tree")
    status, output = make(build, f"O={folder}", "clean")
    left = sorted(str(path) for path in (folder / "rust").rglob("*") if path.is_file() and path != known)
    tally.add("make clean leaves nothing in rust/", status == 0 and known.exists() and not left,
              [*left[:20], *output.splitlines()[-10:]])


def check(build, tally):
    """All of it; returns the folders of modules outside the tree."""
    outside = external(build, tally)
    drift(build, tally)
    single_targets(build, tally)
    gate(build, tally)
    tools(build, tally)
    cleaned(build, tally)
    return outside
