# SPDX-License-Identifier: GPL-2.0-only
"""The front door: targets, statuses and sentences, as a person meets them."""

import fcntl
import os
import subprocess
import sys
import unittest

from layer.paths import REPO
from layer.tally import Tally
from support import Case, quiet


class Front(Case):
    def command(self, *command, **variables):
        """Returns (status, stdout, stderr)."""
        env = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
        env.update(variables, RUST_LAYER_CACHE=str(self.folder / "cache"))
        done = subprocess.run(command, cwd=REPO, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              check=False)
        return done.returncode, done.stdout, done.stderr

    def test_tour(self):
        status, out, _ = self.command("make")
        self.assertEqual(status, 0)
        for word in ("make run", "make test", "make matrix", "make integrate", "make check", "TREE=", "COMPILER="):
            self.assertIn(word, out)

    def test_unknown_target(self):
        status, _, err = self.command("make", "assemble")
        self.assertNotEqual(status, 0)
        self.assertIn("There is no target 'assemble'; 'make' alone shows what there is.", err)

    def test_names(self):
        names = {path.stem for path in (REPO / "scripts/layer").glob("*.py")}
        self.assertFalse(names & sys.stdlib_module_names, "Python finds these before its own")

    def layer(self, command, **variables):
        return self.command("python3", "scripts/layer", command, **variables)

    def test_sentences(self):
        for variables, sentence in (({"ARCH": "z80"}, "ARCH=z80 is not known; it is one of: "),
                                    ({"COMPILER": "tcc"}, "COMPILER=tcc is not known; it is one of: clang, gcc.")):
            status, _, err = self.layer("run", **variables)
            self.assertEqual((status, err.count("\n")), (2, 1))
            self.assertIn(sentence, err)
        status, _, err = self.layer("disintegrate", TREE="/nowhere")
        self.assertEqual((status, err), (2, err))
        self.assertIn("TREE=/nowhere is neither a folder nor one of the lines", err)
        status, _, err = self.layer("integrate")
        self.assertIn("TREE= must name the kernel tree", err)

    def test_disintegrate_of_nothing(self):
        tree = self.kernel_tree()
        status, out, _ = self.layer("disintegrate", TREE=str(tree))
        self.assertEqual((status, out), (0, f"The layer is not in {tree}: there was nothing to do.\n"))

    def setup(self, packages, *prefix, **variables):
        path = self.write("packages", packages)
        self.folder.chmod(0o755)
        return self.command(*prefix, "bash", "scripts/setup.sh", "run", LAYER_PACKAGES=str(path), **variables)

    @unittest.skipUnless(os.path.exists("/usr/bin/dpkg-query"), "no dpkg here")
    def test_setup(self):
        self.assertEqual(self.setup("# none\nbash kernel why\nno-such-package host why\n"), (0, "", ""))
        prefix = ("setpriv", "--reuid=65534", "--clear-groups") if os.getuid() == 0 else ()
        status, _, err = self.setup("no-such-package kernel why\n", *prefix)
        self.assertEqual(status, 1)
        self.assertIn("  apt-get install -y --no-install-recommends no-such-package\n", err)
        packages = "bash kernel why\nno-such-package arm64,arm,btf why\n"
        self.assertEqual(self.setup(packages, *prefix, ARCH="s390", CELLS="6.12/riscv64/clang+rt"), (0, "", ""))
        for variables in ({"ARCH": "arm"}, {"OPTIONS": "rt btf"}, {"CELLS": "6.12/s390/gcc+rt+btf"},
                          {"CELLS": "6.12/s390/clang /a/b/arm64/clang+rt"}, {"CELLS": "all"}):
            self.assertEqual(self.setup(packages, *prefix, **variables)[0], 1)

    @unittest.skipUnless(os.path.exists("/usr/bin/dpkg-query"), "no dpkg here")
    def test_setup_without_network(self):
        self.program("bin/apt-get", "echo 'E: Could not resolve mirror'; exit 100")
        self.program("bin/id", "echo 0")
        path = f"{self.folder}/bin:{os.environ['PATH']}"
        status, _, err = self.setup("no-such-package kernel why\n", PATH=path)
        self.assertEqual(status, 1)
        self.assertIn("cannot be fetched: the distribution's mirror cannot be reached", err)

    @unittest.skipUnless(os.path.exists("/usr/bin/dpkg-query"), "no dpkg here")
    def test_setup_beside_another(self):
        self.program("bin/apt-get", "echo must not be called; exit 1")
        self.program("bin/id", "echo 0")
        packages = self.write("packages", "no-such-package kernel why\n")
        path = f"{self.folder}/bin:{os.environ['PATH']}"
        apt = os.open(self.folder, os.O_RDONLY)
        fcntl.flock(apt, fcntl.LOCK_EX)
        run = subprocess.Popen(["scripts/setup.sh", "run"], stderr=subprocess.PIPE, text=True, cwd=REPO,
                               env=os.environ | {"LAYER_PACKAGES": str(packages), "LAYER_APT": str(self.folder),
                                                 "PATH": path})
        self.assertEqual(run.stderr.readline(), "Waiting for another run that installs packages\n")
        packages.write_text("bash kernel why\n")
        os.close(apt)
        self.assertEqual((run.communicate()[1], run.returncode), ("", 0))


class Summary(Case):
    def finish(self, *outcomes):
        tally = Tally()
        for ok in outcomes:
            quiet(tally.add, "x", ok)
        status, out = quiet(tally.finish)
        return status, out.splitlines()[-1]

    def test_summary(self):
        self.assertEqual(self.finish(True, True), (0, "2 passed, 0 failed"))
        self.assertEqual(self.finish(True, False), (1, "1 passed, 1 failed"))
        self.assertEqual(self.finish(), (1, "0 passed, 0 failed"))
