#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Prints rust-project.json for rust-analyzer.

The crates come from the table in rust/Makefile; drivers are found in the tree.
The kernel's configuration is given to each crate that reads it, and only the
options that Rust code mentions: the whole set would be megabytes a crate.
"""
import argparse
import json
import os
import re
import sys


def crate_rows(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            words = line.split()
            if words:
                name, kind, edition, root = words[:4]
                deps = words[4].split(",") if len(words) > 4 else []
                yield name, kind, edition, root, deps


def rust_files(tree, module):
    tops = [os.path.join(tree, top)
            for top in ("drivers", "samples", "rust/kernel", "net", "fs", "sound", "lib")]
    for top in tops + ([module] if module else []):
        for where, dirs, files in os.walk(top):
            dirs.sort()
            for name in sorted(files):
                if name.endswith(".rs"):
                    yield os.path.join(where, name)


def mentioned(files):
    names = set()
    for path in files:
        with open(path, encoding="utf-8", errors="replace") as file:
            names.update(re.findall(r"\bCONFIG_\w+", file.read()))
    return names


def config(path, names):
    cfgs = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            cfg = line.strip().removeprefix("--cfg=")
            if cfg.split("=")[0] in names:
                cfgs.append(cfg)
    return cfgs


def driver_roots(tree, files):
    """Files that a Makefile beside them turns into an object of their own."""
    for path in files:
        if os.path.relpath(path, tree).startswith("rust/"):
            continue
        stem = os.path.splitext(os.path.basename(path))[0]
        for name in ("Kbuild", "Makefile"):
            makefile = os.path.join(os.path.dirname(path), name)
            if not os.path.exists(makefile):
                continue
            with open(makefile, encoding="utf-8", errors="replace") as file:
                if re.search(rf"\b{re.escape(stem)}\.o\b", file.read()):
                    yield stem, path
                    break


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("obj", "tree", "cfg", "crates", "drivers", "target"):
        parser.add_argument(f"--{option}", required=True)
    parser.add_argument("--module", help="folder of an external module")
    options = parser.parse_args()

    files = list(rust_files(options.tree, options.module))
    cfgs = config(options.cfg, mentioned(files))
    crates, index = [], {}

    def add(name, kind, edition, root, deps):
        index[name] = len(crates)
        crate = {
            "display_name": name,
            "root_module": os.path.join(options.tree, root),
            "edition": edition,
            "deps": [{"crate": index[d], "name": d} for d in deps if d in index],
            "cfg": cfgs if kind == "target" and name not in ("core", "compiler_builtins") else [],
            "is_workspace_member": "third-party" not in root and name != "core",
        }
        if kind == "target":
            crate["target"] = options.target
            crate["env"] = {"RUST_OBJTREE": options.obj, "RUST_MODFILE": name}
        if kind == "macro":
            crate["is_proc_macro"] = True
            crate["proc_macro_dylib_path"] = os.path.join(options.obj, f"lib{name}.so")
        if name in ("bindings", "uapi"):
            crate["source"] = {"include_dirs": [os.path.dirname(crate["root_module"]),
                                                options.obj], "exclude_dirs": []}
        crates.append(crate)

    for row in crate_rows(options.crates):
        add(*row)
    for stem, path in driver_roots(options.tree, files):
        add(stem, "target", "2021", os.path.relpath(path, options.tree),
            options.drivers.split())

    json.dump({"crates": crates}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
