# SPDX-License-Identifier: GPL-2.0-only
"""Modules outside the tree as other people write them, and made as other people make them."""

import os
import re
import shutil
import subprocess

from . import habits


def _files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def _built(output):
    """Returns the Rust objects that a make made."""
    return sorted(re.findall(r"^\s+RUSTC\s(?:\[M\])?\s*(?:\S*/)?([^/\s]+)\.o$", output, re.M))


def _relative(build, folder):
    """Returns the folder's path as M= takes it: from where Kbuild reads it.

    Where Kbuild looks for makefiles from the sources and for modules from the build, no path but the whole one is
    understood: not for a module in C either.
    """
    text = (build.tree.folder / "Makefile").read_text(encoding="utf-8")
    if "abs_extmod_prefix" in text or "KBUILD_EXTMOD_OUTPUT" in text:
        return os.path.relpath(folder, build.tree.folder)
    plain = folder.with_name("plain")
    plain.mkdir(exist_ok=True)
    (plain / "Kbuild").write_text("obj-m := plain.o\n", encoding="utf-8")
    (plain / "plain.c").write_text('#include <linux/module.h>\nMODULE_LICENSE("GPL");\n', encoding="utf-8")
    status, _ = habits.make(build, f"M={os.path.relpath(plain, build.folder)}", "modules")
    return folder if status else os.path.relpath(folder, build.folder)


def change(path, old, new):
    """Changes a text in a file, where it must be."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old} is not in {path}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def own_makefile(build, folder, *words):
    """Runs make in a module's folder, whose Makefile calls the kernel's; returns (status, output)."""
    variables = [f"{name}={value}" for name, value in build.variables().items()]
    done = subprocess.run(["make", f"KDIR={build.tree.folder}", *variables, *words], cwd=folder, text=True,
                          env=build.environment() | {"PWD": str(folder)}, stdout=subprocess.PIPE, check=False,
                          stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, errors="replace")
    return done.returncode, done.stdout


def depends(path):
    """Returns the modules that a module needs, as its information has them."""
    found = re.search(rb"\0depends=([^\0]*)\0", b"\0" + path.read_bytes())
    return found[1].decode().replace("-", "_").split(",") if found and found[1] else []


def changes(build, folder, path, tally):
    """What is made anew when a part of it changes, and nothing else."""
    for what, name, old, new, wanted in (
            ("nothing", None, "", "", []),
            ("a file that is included", "odd/table.in", "3", "4", ["main"]),
            ("a part of a part", "src/deep/inner.rs", "2\n", "3\n", ["main"]),
            ("a module that another uses", "shapes/rust-shape.rs", "    pub width: u32,",
             "    pub width: u32,\n    #[doc(hidden)]\n    pub depth: [u32; 0],", None)):
        if name:
            change(folder / name, old, new)
        status, output = habits.make(build, f"M={path}", "modules")
        if wanted is None:
            tally.add(f"{what} changes: the other is compiled against it, and refused if it does not fit",
                      status != 0 and "E0063" in output and "rust_user.rs" in output, output.splitlines()[-15:])
        else:
            tally.add(f"{what} changes: that much is built", status == 0 and _built(output) == wanted,
                      output.splitlines()[-15:])


def check(build, tally):
    """All of it; returns the folders of modules that can be loaded."""
    folder, far = habits.copy(build, "others"), habits.copy(build, "far")
    link = folder.with_name("others-link")
    link.unlink(missing_ok=True)
    link.symlink_to(folder)
    sources = _files(folder)
    status, output = own_makefile(build, link)
    tally.add("modules build by a Makefile of their own, in a folder that is a link", status == 0,
              output.splitlines()[-15:])
    if status:
        return []
    needs = depends(folder / "rust_user.ko")
    tally.add("a module says that it needs the other", needs == ["rust_shape"], needs)
    installed = folder.with_name("others-installed")
    shutil.rmtree(installed, ignore_errors=True)
    status, output = own_makefile(build, link, "install", f"INSTALL_MOD_PATH={installed}")
    names = sorted(path.name for path in installed.rglob("*.ko"))
    tally.add("make modules_install", status == 0 and names == sorted(p.name for p in folder.rglob("*.ko")),
              [*names, *output.splitlines()[-10:]])
    before = (folder / "rust_user.ko").read_bytes()
    status, output = own_makefile(build, folder, "clean")
    tally.add("make clean leaves what came", status == 0 and _files(folder) == sources,
              sorted(set(_files(folder)) ^ set(sources)))
    path = _relative(build, folder)
    status, output = habits.make(build, f"M={path}", "modules")
    tally.add("modules build in a folder with a relative path, if C's do", status == 0, output.splitlines()[-15:])
    changes(build, folder, path, tally)
    return outcome(build, folder, far, before, tally)


def outcome(build, folder, far, before, tally):
    """Builds the last state, and a module of another folder beside it."""
    change(folder / "rust_user.rs", "height: 7", "height: 7, depth: []")
    change(far / "rust_far.rs", "height: 5", "height: 5, depth: []")
    status, output = habits.make(build, f"M={folder}", "modules")
    tally.add("and both are built", status == 0, output.splitlines()[-15:])
    status, output = habits.make(build, f"M={far}", "modules")
    tally.add("a module uses one of another folder", status == 0, output.splitlines()[-15:])
    if status:
        return []
    (far / "rust_user_before.ko").write_bytes(before)
    return [folder, folder / "shapes", far]
