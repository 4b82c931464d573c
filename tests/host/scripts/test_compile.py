# SPDX-License-Identifier: GPL-2.0-only
"""Which cells are compiled without the rest of their kernels, and what counts."""

import contextlib
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from layer import build, compile_cells, config
from layer.errors import Stop
from layer.tally import Tally
from support import Case, quiet


class Compile(Case):
    def test_cells(self):
        def names(**environ):
            return [str(cell) for cell in compile_cells.chosen(environ)]
        self.assertEqual(names(TREE="5.10", ARCH="arm", COMPILER="clang", OPTIONS="kunit"), ["5.10/arm/clang+kunit"])
        self.assertEqual(names(TREE="5.10", CELLS="7.3/m68k/gcc 6.12/um/clang"), ["7.3/m68k/gcc", "6.12/um/clang"])
        table = names(CELLS="all")
        self.assertIn("6.12/s390/clang+kunit", table)
        self.assertFalse([name for name in table if name.startswith("stock/")])
        with self.assertRaisesRegex(Stop, "stock/6.1 is a kernel that is there already; make run TREE=stock/6.1 "):
            names(CELLS="6.12/um/clang stock/6.1")

    def outcome(self, configure=None, found=(), symbols="                 U _printk\n"):
        """Returns the counts where Kconfig and the compilers say so, and whether the build is still there."""
        folder = self.folder / "build"
        folder.mkdir(exist_ok=True)
        tools = SimpleNamespace(llvm=SimpleNamespace(tool=str))
        made = SimpleNamespace(folder=folder, lock=contextlib.nullcontext, tools=tools)
        cell, = compile_cells.chosen({"CELLS": "6.12/um/clang"})
        tally = Tally()
        with mock.patch.object(compile_cells.toolchain, "find_for"), mock.patch.object(compile_cells.trees, "find"), \
                mock.patch.object(compile_cells.payload, "collect"), \
                mock.patch.object(compile_cells.integrate, "integrated", lambda *_: contextlib.nullcontext()), \
                mock.patch.object(build, "Build", lambda *_: made), \
                mock.patch.object(config, "configure", side_effect=configure), \
                mock.patch.object(compile_cells.own, "compile_layer", lambda *_: list(found)), \
                mock.patch.object(compile_cells.process, "output", return_value=symbols):
            quiet(compile_cells.compile_one, cell, tally)
        return tally.passed, tally.failed, tally.skipped, Path(folder).exists()

    def test_what_compiles_leaves_nothing(self):
        self.assertEqual(self.outcome(), (1, 0, 0, False))

    def test_a_warning_is_a_failure(self):
        self.assertEqual(self.outcome(found=["warning: unused"]), (0, 1, 0, True))

    def test_a_function_that_no_kernel_has(self):
        for name in ("__sync_synchronize", "__atomic_load_8"):
            self.assertEqual(self.outcome(symbols=f"                 U {name}\n"), (0, 1, 0, True))

    def test_a_build_that_ends_is_a_failure(self):
        self.assertEqual(self.outcome(configure=Stop("building failed", ["error: x"])), (0, 1, 0, True))

    def test_what_others_refuse_is_skipped(self):
        for stop in (config.Refused("Kconfig refuses CONFIG_RUST=y: LTO."), Stop(f"{build.OF_TREE}: fs/fcntl.c: x")):
            self.assertEqual(self.outcome(configure=stop), (0, 0, 1, True))
