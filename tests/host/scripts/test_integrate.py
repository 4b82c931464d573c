# SPDX-License-Identifier: GPL-2.0-only
"""Integration: whole, idempotent, reversible to the byte, and safe against a kill at any moment."""

import contextlib
import os
from unittest import mock

from layer import cache, edits, integrate, state
from layer.errors import Stop
from support import Case, snapshot

EDITS = [
    {"name": "kconfig", "file": "init/Kconfig", "action": "insert-before", "anchor": "^endmenu",
     "lines": ['source "rust/Kconfig"']},
    {"name": "makefile", "file": "Makefile", "action": "insert-before", "anchor": "^export ARCH",
     "lines": ["include rust/top.mk"]},
    {"name": "new", "file": "scripts/new.txt", "action": "create", "lines": ["new"]},
]


class Killed(BaseException):
    """Stands for SIGKILL: no handler of the code under test runs on it."""


class Base(Case):
    def setUp(self):
        super().setUp()
        self.tree = self.kernel_tree()
        self.files = {
            "rust/Makefile": self.write("layer/rust/Makefile", "ours\n"),
            "rust/kernel/lib.rs": self.write("layer/rust/kernel/lib.rs", "// ours\n"),
            "rust/arch/x86.mk": self.write("layer/rust/arch/x86.mk", "# x86\n"),
            "samples/rust/ours.rs": self.write("layer/samples/rust/ours.rs", "// sample\n"),
        }

    def put(self, edit_list=None):
        return integrate.integrate(self.tree, self.files, EDITS if edit_list is None else edit_list)


class Integrate(Base):
    def test_content(self):
        self.put()
        self.assertEqual((self.tree / "rust/Makefile").read_text(), "ours\n")
        self.assertFalse((self.tree / "samples/rust/native.rs").exists())
        self.assertIn('source "rust/Kconfig"\n', (self.tree / "init/Kconfig").read_text())
        self.assertIn("# rust-layer begin: kconfig\n", (self.tree / "init/Kconfig").read_text())
        self.assertEqual((self.tree / "scripts/new.txt").read_text(), "new\n")

    def test_twice_changes_nothing(self):
        self.put()
        for path in self.tree.rglob("*"):
            os.utime(path, (1, 1))
        before = snapshot(self.tree)
        self.assertEqual(self.put(), 0)
        self.assertEqual(snapshot(self.tree), before)
        self.assertEqual((self.tree / "rust/Makefile").stat().st_mtime, 1)
        self.assertEqual((self.tree / "init/Kconfig").stat().st_mtime, 1)

    def test_files_by_pattern_stay_edited(self):
        self.write("tree/drivers/x/Kconfig", "config X\n\tdepends on RUST\n")
        by_pattern = {"name": "drivers", "files": ["drivers/**/Kconfig"], "action": "replace-every-line",
                      "anchor": r"^(\s+depends on RUST)$", "lines": [r"\1 && OURS"]}
        for _ in range(3):
            self.put([*EDITS, by_pattern])
            self.assertIn("RUST && OURS", (self.tree / "drivers/x/Kconfig").read_text())

    def test_edits_that_never_settle(self):
        number = iter(range(99))
        with mock.patch.object(edits, "plan", lambda *_: {"scripts/new.txt": f"{next(number)}\n"}), \
                self.assertRaisesRegex(Stop, "reads its own result"):
            self.put()

    def test_out_again(self):
        for rust in (True, False):
            with self.subTest(native_rust=rust):
                self.tree = self.kernel_tree(f"tree-{rust}", rust)
                if rust:
                    (self.tree / "rust/link").symlink_to("Makefile")
                    (self.tree / "rust/empty").mkdir()
                before = snapshot(self.tree)
                self.put()
                self.assertTrue(integrate.disintegrate(self.tree))
                self.assertEqual(snapshot(self.tree), before)
                self.assertFalse(integrate.disintegrate(self.tree))

    def test_update(self):
        before = snapshot(self.tree)
        self.put()
        self.files["rust/Makefile"].write_text("newer\n")
        del self.files["rust/arch/x86.mk"]
        self.put(EDITS[:1])
        self.assertEqual((self.tree / "rust/Makefile").read_text(), "newer\n")
        self.assertFalse((self.tree / "rust/arch").exists())
        self.assertFalse((self.tree / "scripts/new.txt").exists())
        self.assertNotIn("top.mk", (self.tree / "Makefile").read_text())
        self.put(EDITS + [{"name": "later", "file": "Kbuild", "action": "append", "lines": ["obj-y += x/"]}])
        self.assertIn("obj-y += x/", (self.tree / "Kbuild").read_text())
        integrate.disintegrate(self.tree)
        self.assertEqual(snapshot(self.tree), before)

    def killed_at(self, moment, function):
        """Runs `function` and kills it at the `moment`-th change of the file system; False if it ended."""
        count = 0

        def counted(real):
            def call(*arguments, **named):
                nonlocal count
                count += 1
                if count == moment:
                    raise Killed
                return real(*arguments, **named)
            return call
        path = type(self.tree)
        with mock.patch.object(path, "rename", counted(path.rename)), \
                mock.patch.object(path, "unlink", counted(path.unlink)), \
                mock.patch.object(path, "symlink_to", counted(path.symlink_to)), \
                mock.patch.object(integrate.os, "rmdir", counted(os.rmdir)), \
                mock.patch.object(state.shutil, "rmtree", counted(state.shutil.rmtree)):
            try:
                function()
            except Killed:
                return True
        return False

    def kill_everywhere(self, prepare, function, then):
        """Kills `function` at each of its moments in turn; `then` checks that nothing is lost."""
        for moment in range(1, 1000):
            self.tree = self.kernel_tree(f"tree-{moment}")
            (self.tree / "rust/link").symlink_to("Makefile")
            before = snapshot(self.tree)
            prepare()
            if not self.killed_at(moment, function):
                self.assertGreater(moment, 5)
                return
            with self.subTest(moment=moment):
                then(before)
        self.fail("never came to an end")

    def undone(self, before):
        integrate.disintegrate(self.tree)
        self.assertEqual(snapshot(self.tree), before)

    def resumed(self, before):
        self.put()
        self.assertEqual((self.tree / "rust/Makefile").read_text(), "ours\n")
        self.assertEqual(self.put(), 0)
        self.undone(before)

    def test_killed_integration_is_undone(self):
        self.kill_everywhere(lambda: None, self.put, self.undone)

    def test_killed_integration_is_resumed(self):
        self.kill_everywhere(lambda: None, self.put, self.resumed)

    def test_killed_removal_is_resumed(self):
        self.kill_everywhere(self.put, lambda: integrate.disintegrate(self.tree), self.undone)

    def test_killed_removal_is_reverted(self):
        self.kill_everywhere(self.put, lambda: integrate.disintegrate(self.tree), self.resumed)

    def test_half_written_files_go(self):
        before = snapshot(self.tree)
        self.put()
        (self.tree / "rust/.partial-x").write_text("half")
        self.undone(before)


class SideBySide(Base):
    """Runs that build in one tree at a time."""

    def another_run(self):
        """What follows happens in another run, which would rather die than wait."""
        stack = contextlib.ExitStack()
        stack.enter_context(mock.patch.dict(cache._held, clear=True))
        stack.enter_context(mock.patch.object(cache, "print", create=True, side_effect=Killed))
        return stack

    def test_the_same_layer(self):
        with integrate.integrated(self.tree, self.files, EDITS) as changed:
            self.assertGreater(changed, 0)
            with self.another_run(), integrate.integrated(self.tree, self.files, EDITS) as changed:
                self.assertEqual(changed, 0)

    def test_another_layer(self):
        with integrate.integrated(self.tree, self.files, EDITS):
            self.files["rust/Makefile"].write_text("newer\n")
            with self.another_run(), self.assertRaises(Killed), \
                    integrate.integrated(self.tree, self.files, EDITS):
                pass
            self.assertEqual((self.tree / "rust/Makefile").read_text(), "ours\n")
        with integrate.integrated(self.tree, self.files, EDITS):
            self.assertEqual((self.tree / "rust/Makefile").read_text(), "newer\n")

    def test_changed_under_it(self):
        self.put()
        (self.tree / "rust/Makefile").write_text("a local change\n")
        with self.assertRaisesRegex(Stop, "local changes"), integrate.integrated(self.tree, self.files, EDITS):
            pass

    def test_half_integrated(self):
        self.put()
        (self.tree / "rust/kernel/lib.rs").unlink()
        with integrate.integrated(self.tree, self.files, EDITS) as changed:
            self.assertEqual(changed, 1)

    def test_more_of_a_lock(self):
        with cache.lock("tree", shared=True), self.assertRaises(AssertionError), cache.lock("tree"):
            pass


class Refusals(Base):
    """Each refusal has its sentence and leaves the tree alone."""

    def refused(self, pattern, function=None, changed=None):
        before = snapshot(self.tree)
        with self.assertRaisesRegex(Stop, pattern) as caught:
            (function or self.put)()
        self.assertEqual(snapshot(self.tree), before)
        if changed:
            self.assertIn(f"  {changed}", caught.exception.detail)

    def test_no_kernel_tree(self):
        self.tree = self.folder / "layer"
        self.refused("is no kernel tree: it has no Makefile")

    def test_local_changes_in_git(self):
        self.git(self.tree, "init")
        self.git(self.tree, "add", "-A")
        self.git(self.tree, "commit", "-m", "x")
        (self.tree / "rust/mine.rs").write_text("// mine\n")
        self.refused("holds local changes", changed="rust/mine.rs")
        (self.tree / "rust/mine.rs").unlink()
        (self.tree / "init/Kconfig").write_text("endmenu\n")
        self.refused("holds local changes", changed="init/Kconfig")
        self.git(self.tree, "checkout", "init/Kconfig")
        self.put()

    def test_git_stays_clean(self):
        self.git(self.tree, "init")
        self.git(self.tree, "add", "-A")
        self.git(self.tree, "commit", "-m", "x")
        self.put()
        integrate.disintegrate(self.tree)
        self.git(self.tree, "diff", "--exit-code")

    def test_merge(self):
        self.git(self.tree, "init")
        (self.tree / ".git/MERGE_HEAD").write_text("0" * 40 + "\n")
        self.refused("in the middle of a merge")

    def test_unknown_rust_without_git(self):
        (self.tree / "rust/Makefile").unlink()
        self.refused("holds local changes", changed="rust/kernel")

    def test_changes_after_integration(self):
        self.put()
        (self.tree / "rust/Makefile").write_text("edited\n")
        self.refused("holds local changes", changed="rust/Makefile")
        self.refused("holds local changes", lambda: integrate.disintegrate(self.tree), "rust/Makefile")
        (self.tree / "rust/Makefile").write_text("ours\n")
        (self.tree / "rust/extra.rs").write_text("// extra\n")
        self.refused("holds local changes", lambda: integrate.disintegrate(self.tree), "rust/extra.rs")

    def test_products_of_a_build_are_no_changes(self):
        before = snapshot(self.tree)
        self.put()
        (self.tree / "rust/core.o").write_bytes(b"\x7fELF")
        (self.tree / "rust/.core.o.cmd").write_text("cmd")
        self.put()
        self.assertTrue((self.tree / "rust/core.o").exists())
        integrate.disintegrate(self.tree)
        self.assertEqual(snapshot(self.tree), before)

    def test_read_only(self):
        with mock.patch("tempfile.TemporaryFile", side_effect=OSError(30, "Read-only file system")):
            self.refused("cannot be written to: Read-only file system")

    def test_edit_that_does_not_fit(self):
        wrong = [{"name": "odd", "file": "Makefile", "action": "insert-after", "anchor": "^nowhere$",
                  "lines": ["x"]}]
        self.refused("The edit odd does not fit this tree: Makefile has no line that matches /\\^nowhere",
                     lambda: self.put(wrong))

    def test_cache_key(self):
        self.assertNotEqual(cache.key("a", "b"), cache.key("ab"))
