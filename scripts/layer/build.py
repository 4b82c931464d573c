# SPDX-License-Identifier: GPL-2.0-only
"""Builds kernel and modules with Kbuild, in a build folder of the cache."""

import os
import re
import shlex
import shutil

from . import cache, config, integrate, payload, process
from .errors import Stop
from .paths import SAMPLES

OF_TREE = "The tree's own C does not compile"
_UNIT = re.compile(r"^\s+(?:CC|AS|RUSTC|HOSTCC|HOSTRUSTC|LD|AR|BINDGEN|CLIPPY)\b")


class Build:
    """One tree, architecture and compiler, with its build folder."""

    # Where the layer is, for `.expect` files, and the samples that this kernel cannot have.
    place = "image"
    impossible = ()

    def __init__(self, cell, tree, tools, variant="run"):
        self.cell = cell
        self.tree = tree
        self.tools = tools
        self.variant = variant
        place = cache.key(tree.folder.resolve(), cell.arch, cell.compiler, variant)
        self.folder = cache.root() / "build" / f"{tree.name}-{cell.arch}-{cell.compiler}-{variant}-{place}"
        self.log = cache.root() / "logs" / f"{self.folder.name}.log"

    def lock(self):
        """Keeps other runs out of the build folder."""
        return cache.lock(f"build-{self.folder.name}", f"Waiting for another run that builds in {self.folder}")

    def variables(self):
        """Returns make's command line variables."""
        llvm, rustc = self.tools.llvm, self.tools.rustc
        ccache = "ccache " if shutil.which("ccache") else ""
        result = {
            "O": self.folder, "ARCH": self.cell.data["kbuild"],
            "RUSTC": rustc.path, "HOSTRUSTC": rustc.path, "RUST_LIB_SRC": rustc.sources,
            "RUSTDOC": rustc.tool("rustdoc"), "RUSTFMT": rustc.tool("rustfmt"),
            "CLIPPY_DRIVER": rustc.tool("clippy-driver"), "BINDGEN": self.tools.bindgen,
            "RUST_CLANG": llvm.tool("clang"),
            "CC": ccache + self.tools.cc,
        }
        if self.cell.prefix:
            result["CROSS_COMPILE"] = self.cell.prefix
        if self.cell.compiler == "clang":
            result |= {
                "LLVM": llvm.switch, "LLVM_IAS": "1", "HOSTCC": ccache + self.tools.cc,
                "HOSTCXX": llvm.tool("clang++"), "LD": llvm.tool("ld.lld"),
                "HOSTLD": llvm.tool("ld.lld"), "HOSTAR": llvm.tool("llvm-ar"),
                "AR": llvm.tool("llvm-ar"), "NM": llvm.tool("llvm-nm"),
                "OBJCOPY": llvm.tool("llvm-objcopy"), "OBJDUMP": llvm.tool("llvm-objdump"),
                "READELF": llvm.tool("llvm-readelf"), "STRIP": llvm.tool("llvm-strip"),
            }
        return result

    def command(self, *targets, **other):
        """Returns the make command that builds `targets`, with `other` variables than usual."""
        return ["make", "-C", str(self.tree.folder), f"-j{os.cpu_count() or 1}",
                *(f"{name}={value}" for name, value in (self.variables() | other).items()), *targets]

    def environment(self):
        """Returns the environment of the build; it holds nothing that changes from run to run."""
        return process.environment(
            LIBCLANG_PATH=self.tools.llvm.libclang, KBUILD_BUILD_TIMESTAMP="1970-01-01",
            KBUILD_BUILD_USER="layer", KBUILD_BUILD_HOST="layer",
            CCACHE_DIR=os.environ.get("CCACHE_DIR") or str(cache.root() / "ccache"))

    def make(self, target, what, **other):
        """Runs make for `target`; failing shows the log's end and the command to run again."""
        command = self.command(*target.split(), **other)
        self.folder.mkdir(parents=True, exist_ok=True)
        log = self.log_of(target)
        if process.run_logged(command, log, what, count=_UNIT.match, env=self.environment()):
            raise Stop(of_tree(log) or f"{what} failed; the log is {log}.",
                       [*errors_in(log), "", "To run this step again:", "  " + self.retry(command)])

    def log_of(self, target):
        """Where the output of `make(target)` goes."""
        return self.log.with_suffix(f".{target.split()[0]}.log")

    def image_log(self):
        """Where the output of the build of kernel and modules went."""
        return self.log_of(self.cell.data["image"]["target"])

    def retry(self, command):
        """Returns a line that a person can paste into a shell."""
        return f"LIBCLANG_PATH={self.tools.llvm.libclang} {shlex.join(command)}"

    def why_no_rust(self):
        """Returns what `make rustavailable` says."""
        log = self.log.with_suffix(".rustavailable.log")
        process.run_logged(self.command("rustavailable"), log, "asking why", env=self.environment())
        return [line for line in process.tail(log, 20) if "ust" in line and not line.startswith("+ ")]

    def sign(self):
        """Signs the samples if the kernel loads nothing unsigned; Kbuild would when it installs them."""
        settings = config.values((self.folder / ".config").read_text(encoding="utf-8"))
        if settings.get("CONFIG_MODULE_SIG") != "y":
            return
        for module in self.modules():
            if not module.read_bytes().endswith(b"~Module signature appended~\n"):
                if process.output([str(self.folder / "scripts/sign-file"),
                                   settings["CONFIG_MODULE_SIG_HASH"].strip('"'),
                                   str(self.folder / "certs/signing_key.pem"),
                                   str(self.folder / "certs/signing_key.x509"), str(module)]) is None:
                    raise Stop(f"{module.name} could not be signed.")

    def guest_headers(self):
        """The folder with the kernel's headers for programs, which may be those of another architecture."""
        folder = self.folder
        other = {}
        if "headers" in self.cell.data:
            folder = self.folder / "headers"
            other = {"O": folder, "ARCH": self.cell.data["headers"]}
        if not (folder / "usr/include/asm/unistd.h").exists():
            self.make("headers", "the headers for the guest's program", **other)
        return folder / "usr/include"

    def image(self):
        """The file that QEMU boots."""
        return self.folder / self.cell.data["image"]["file"]

    def modules(self):
        """Returns the built samples."""
        return sorted((self.folder / "samples" / "rust").glob("*.ko"))


def errors_in(log, context=12):
    """Returns the lines around a log's first error, or its last lines."""
    lines = process.tail(log, 1_000_000)
    sign = re.compile(r"(^|\s)(error(\[E\d+\])?:|fatal error:|undefined symbol|undefined reference|"
                      r"\*\*\* No rule|ERROR: )")
    for number, line in enumerate(lines):
        if sign.search(line):
            return lines[max(0, number - 3):number + context]
    return lines[-20:]


def of_tree(log):
    """Returns a sentence if what failed is a file of the tree's own C."""
    lines = process.tail(log, 1_000_000)
    failed = re.findall(r"^make\[\d+\]: \*\*\* \[.*[\s:](\S+)\.o\] Error \d+$", "\n".join(lines), re.M)
    if not failed or any(path.startswith(("rust/", "samples/rust/")) for path in failed):
        return None
    why = re.search(r"^\S+/" + re.escape(failed[0]) + r"\.c:.*?\berror: (.*)$", "\n".join(lines), re.M) or \
        re.search(r"\berror: (.*)$", "\n".join(lines), re.M)
    return f"{OF_TREE}: {failed[0]}.c: {why[1] if why else 'see the log'}; the log is {log}."


def requests(cell, fragments, samples_as="m"):
    """Returns what is asked for of a cell: fragments, what its architecture needs, and the samples."""
    wanted = config.requests(cell.arch, fragments)
    return wanted + config.samples(SAMPLES / "Kconfig", samples_as, wanted)


def prepare(cell, tree, tools, fragments, samples_as="m", variant="run"):
    """Integrates, configures and builds; returns the build."""
    if tree.own and ((tree.folder / ".config").exists() or (tree.folder / "include/config").exists()):
        raise Stop(f"{tree.folder} holds a build of its own, which keeps Kbuild from building "
                   "elsewhere; `make mrproper` in it removes that.")
    build = Build(cell, tree, tools, variant)
    files = payload.collect(tools.rustc.tool("cargo"))
    with build.lock(), integrate.integrated(tree.folder, files) as changed:
        print(f"  ok     the layer is in {tree.folder} ({changed} files changed)")
        wanted = requests(cell, fragments, samples_as)
        kconfigs = [path.read_bytes() for name, path in sorted(files.items()) if name.endswith("Kconfig")]
        config.configure_if_needed(build, wanted, cache.key(*kconfigs, *tools.identity()))
        build.make(f"{cell.data['image']['target']} modules",
                   f"building kernel and modules ({cell})")
        build.sign()
    return build
