# SPDX-License-Identifier: GPL-2.0-only
"""Configurations, cells and lines: what is asked for is checked, and said clearly."""

import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

from layer import apt, build, cells, config, matrix, trees
from layer.errors import Stop
from layer.paths import CONFIGS
from support import Case


class Requests(Case):
    def test_ours(self):
        for arch in cells.architectures():
            wanted = config.requests(arch, ("base", "options/kunit"))
            self.assertIn("CONFIG_RUST", [request.symbol for request in wanted])

    def test_every_request_has_its_reason(self):
        for path in CONFIGS.rglob("*.config"):
            for line in path.read_text(encoding="utf-8").splitlines():
                if "CONFIG_" in line.partition("#")[0]:
                    self.assertRegex(line, r"=\S+\s+# \S")

    def test_mistake(self):
        path = self.write("x.config", "# fine\nRUST=y\n")
        with self.assertRaisesRegex(Stop, "x.config:2 is no request of the form CONFIG_X=value"):
            config.read(path)

    def test_unmet(self):
        wanted = config.read(self.write("x.config", "CONFIG_A=y\nCONFIG_B=n\n?CONFIG_C=y\n?CONFIG_D=y\nCONFIG_E=18\n"))
        self.assertEqual(config.unmet(wanted, "CONFIG_A=y\nCONFIG_E=18\n# CONFIG_B is not set\nCONFIG_D=y\n"), [])
        self.assertEqual([r.symbol for r in config.unmet(
            wanted, "CONFIG_B=y\n# CONFIG_D is not set\nCONFIG_E=17\n")],
            ["CONFIG_A", "CONFIG_B", "CONFIG_D", "CONFIG_E"])

    def test_text(self):
        wanted = config.read(self.write("x.config", "CONFIG_A=y # why\nCONFIG_B=n # why\n"))
        self.assertEqual(config.text(wanted), "CONFIG_A=y\n# CONFIG_B is not set\n")

    def test_samples(self):
        kconfig = self.write("Kconfig", 'config SAMPLE_RUST_A\n\ttristate "A"\nmenuconfig X\n\tbool\n')
        self.assertEqual([(r.symbol, r.value) for r in config.samples(kconfig, "m")], [("CONFIG_SAMPLE_RUST_A", "m")])

    def test_samples_of_what_is_off(self):
        kconfig = self.write("Kconfig", 'config SAMPLE_RUST_A\n\ttristate "A"\n\tdepends on X\n\nconfig SAMPLE_RUST_B\n'
                                        '\ttristate "B"\n\tdepends on SAMPLE_RUST_A\n\nconfig SAMPLE_RUST_C\n'
                                        '\ttristate "C"\n\tdepends on Y\n')
        others = config.read(self.write("x.config", "CONFIG_X=n # no\nCONFIG_Y=y # yes\n"))
        self.assertEqual([r.symbol for r in config.samples(kconfig, "m", others)], ["CONFIG_SAMPLE_RUST_C"])


class Configure(Case):
    """A build whose make writes what Kconfig would."""

    def setUp(self):
        super().setUp()
        self.folder.joinpath("obj").mkdir()
        self.made = made = []

        class Build:
            folder = self.folder / "obj"

            def make(self, target, _what):
                made.append(target)
                file = self.folder / ".config"
                if target == "tinyconfig":
                    file.write_text("CONFIG_TINY=y\n")

            def why_no_rust(self):
                return ["Rust is not available: no bindgen."]
        self.build = Build()

    def configure(self, text="CONFIG_A=y\n", circumstances="c"):
        self.made.clear()
        config.configure_if_needed(self.build, config.read(self.write("x.config", text)), circumstances)
        return self.made

    def test_only_if_needed(self):
        both = ["tinyconfig", "olddefconfig"]
        file = self.build.folder / ".config"
        self.assertEqual(self.configure(), both)
        self.assertEqual(self.configure(), [])
        os.utime(file, (1, 1))
        self.assertEqual(self.configure(circumstances="d"), both)
        self.assertEqual(file.stat().st_mtime, 1)
        self.assertEqual(self.configure("CONFIG_B=y\n", "d"), both)
        self.assertNotEqual(file.stat().st_mtime, 1)
        file.write_text("CONFIG_C=y\n")
        self.assertEqual(self.configure("CONFIG_B=y\n", "d"), both)

    def test_request_that_does_not_survive(self):
        self.lose("CONFIG_A=y\n")
        with self.assertRaisesRegex(Stop, "CONFIG_A=y, asked for by x.config, does not survive this tree's Kconfig\\."):
            self.configure()

    def lose(self, line):
        """From now on, Kconfig drops `line`."""
        make = self.build.make

        def dropping(target, what):
            make(target, what)
            file = self.build.folder / ".config"
            if target == "olddefconfig":
                file.write_text(file.read_text().replace(line, ""))
        self.build.make = dropping

    def test_no_rust(self):
        self.lose("CONFIG_RUST=y\n")
        with self.assertRaisesRegex(Stop, "CONFIG_RUST=y did not survive Kconfig") as caught:
            self.configure("CONFIG_RUST=y\nCONFIG_A=y\n")
        self.assertEqual(caught.exception.detail, ["Rust is not available: no bindgen."])
        self.assertFalse((self.build.folder / ".config").exists())


class Cells(Case):
    def test_default(self):
        self.assertEqual(str(cells.from_environment({"ARCH": "x86_64"})), "6.12/x86_64/clang")

    def test_unknown(self):
        with self.assertRaisesRegex(Stop, "ARCH=z80 is not known; it is one of: .*x86_64"):
            cells.from_environment({"ARCH": "z80"})
        with self.assertRaisesRegex(Stop, "COMPILER=tcc is not known; it is one of: clang, gcc"):
            cells.from_environment({"COMPILER": "tcc"})

    def test_matrix(self):
        self.assertEqual([str(cell) for cell in matrix.parse("6.12/x86_64/gcc /a/b/x86_64/clang")],
                         ["6.12/x86_64/gcc", "/a/b/x86_64/clang"])
        for text, pattern in (("6.12", "'6.12' is not of the form"), (" ", "names no cell"),
                              ("6.12/x86_64/tcc", "COMPILER=tcc")):
            with self.assertRaisesRegex(Stop, pattern):
                matrix.parse(text)


class Trees(Case):
    def test_lines(self):
        self.assertIn("6.12", trees.lines())
        for data in trees.lines().values():
            self.assertEqual(set(data) - {"archive", "file"}, {"package", "suites"})

    def test_folder(self):
        tree = self.kernel_tree()
        self.assertEqual(trees.find(str(tree)), trees.Tree("6.12.1", tree, True))

    def test_no_tree(self):
        with self.assertRaisesRegex(Stop, "is neither a folder nor one of the lines 5.10, 5.15, 6.1, 6.8, 6.12"):
            trees.find("9.9")
        (self.folder / "x").mkdir()
        with self.assertRaisesRegex(Stop, "x is no kernel tree: it has no Makefile"):
            trees.find(str(self.folder / "x"))
        tree = self.kernel_tree()
        (tree / "Makefile").write_text("all:\n")
        with self.assertRaisesRegex(Stop, "its Makefile states no version"):
            trees.find(str(tree))

    def test_built_inside(self):
        tree = self.kernel_tree()
        self.write("tree/.config", "")
        with self.assertRaisesRegex(Stop, "holds a build of its own, .*`make mrproper`"):
            build.prepare(None, trees.find(str(tree)), None, ())

    def test_mirrors(self):
        known = {"bookworm": "a", "bookworm-security": "b"}
        self.assertEqual([apt.mirror_for(suite, known) for suite in ("bookworm", "trixie", "bullseye-security")],
                         ["a", "a", "b"])
        with self.assertRaisesRegex(Stop, "no mirror configured that could carry trixie-security"):
            apt.mirror_for("trixie-security", {"bookworm": "a"})

    def test_sources_of_another_distribution(self):
        self.program("bin/apt-get", '''
            case "$*" in
            *indextargets*) echo "bookworm http://m/d";;
            *"download keys=1"*) touch keys_1_all.deb;;
            esac''')
        self.program("bin/apt-cache", "echo 'keys | 1 | m'")
        self.program("bin/dpkg-deb", "mkdir -p $3/share; touch $3/share/$1")
        self.set_environment(PATH=f"{self.folder}/bin:/usr/bin:/bin")
        self.write("other.toml", 'address = "http://a/b"\n'
                   'keys = { package = "keys", suite = "trixie", file = "share/-x" }\n')
        with mock.patch.object(apt, "ARCHIVES", self.folder):
            first, second = apt.sources({"suites": ["one", "two"], "archive": "other"})
        self.assertRegex(first, r"^deb \[signed-by=/.*/keys-trixie/share/-x\] http://a/b one main\n$")
        self.assertEqual(second, first.replace(" one ", " two "))
        self.assertTrue(Path(first.split("=")[1].split("]")[0]).is_file())
        self.assertIn(" http://m/d one main", apt.sources({"suites": ["one"]})[0])

    def private(self, script):
        self.program("bin/apt-get", script)
        self.set_environment(PATH=f"{self.folder}/bin:/usr/bin:/bin")
        return apt.Private(apt.own_sources(["trixie"])).newest("linux-source-x")

    def test_no_network_for_packages(self):
        for script in ('case "$*" in *indextargets*) echo "bookworm http://m/d";; '
                       '*) echo "E: Could not resolve m"; exit 100;; esac',
                       'case "$*" in *indextargets*) echo "bookworm http://m/d";; '
                       '*) echo "W: Failed to fetch http://m/d";; esac'):
            with self.assertRaisesRegex(Stop, "no network for packages"):
                self.private(script)

    def test_two_runs_at_a_time(self):
        busy = self.folder / "busy"
        self.program("bin/apt-get", f'case "$*" in *indextargets*) echo "bookworm http://m/d"; exit;; esac\n'
                     f'mkdir {busy} || exit 100\nsleep 0.5\nrmdir {busy}\n')
        self.program("bin/apt-cache", "echo 'linux-source-x | 1.2 | m'")
        self.set_environment(PATH=f"{self.folder}/bin:/usr/bin:/bin", PYTHONPATH=os.pathsep.join(sys.path))
        code = "from layer import apt; print(apt.Private(apt.own_sources(['trixie'])).newest('linux-source-x'))"
        runs = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]
        for run in runs:
            self.assertEqual(run.communicate()[0].splitlines()[-1], "1.2")

    def test_no_such_package(self):
        with self.assertRaisesRegex(Stop, "carries no package linux-source-x"):
            self.private('case "$*" in *indextargets*) echo "bookworm http://m/d";; esac')


class Errors(Case):
    def test_first_error_of_a_log(self):
        log = self.write("log", "+ make\n" + "  CC x\n" * 50 + "error[E0425]: cannot find\n  --> a.rs:1\n"
                         + "make: *** [x] Error 1\n" * 30)
        lines = build.errors_in(log)
        self.assertIn("error[E0425]: cannot find", lines)
        self.assertLess(len(lines), 20)
        self.assertEqual(build.errors_in(self.write("log2", "a\nb\n")), ["a", "b"])

    def test_faults_of_the_tree_itself(self):
        error = "/t/include/linux/x.h:5:9: error: call to f: BUILD_BUG_ON failed: 1"
        end = "make[4]: *** [/t/scripts/Makefile.build:234: fs/fcntl.o] Error 1\nmake[3]: *** [x.build:4: fs] Error 2\n"
        log = self.write("log3", f"  CC  fs/fcntl.o\n{error}\n{end}")
        self.assertEqual(build.of_tree(log), "The tree's own C does not compile: fs/fcntl.c: call to f: BUILD_BUG_ON "
                                             f"failed: 1; the log is {log}.")
        for text in end.replace("fs/fcntl", "rust/helpers"), end.replace("fs/fcntl", "samples/rust/a"), error, "":
            self.assertIsNone(build.of_tree(self.write("log4", text)))
