# SPDX-License-Identifier: GPL-2.0-only
"""Running other programs: logs, statuses, time limits, and nothing left behind."""

import os
import signal
import subprocess
import time

from layer import cache, process
from layer.errors import Stop
from layer.paths import SCRIPTS
from support import Case, quiet


class Run(Case):
    def run_logged(self, script, **named):
        self.log = self.folder / "logs/x.log"
        return quiet(process.run_logged, [self.program("program", script)], self.log, "something", **named)

    def gone(self, pid):
        for _ in range(50):
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return True
            time.sleep(0.1)
        return False

    def test_status_and_log(self):
        (status, out) = self.run_logged("echo one; echo two >&2; exit 3", count=lambda line: "o" in line)
        self.assertEqual(status, 3)
        self.assertEqual(self.log.read_text().splitlines()[1:], ["one", "two"])
        self.assertRegex(out, r"FAILED something  \d+\.\d s  2 done\n$")

    def test_time_limit_ends_grandchildren(self):
        start = time.monotonic()
        status, _ = self.run_logged(f"sleep 100 & echo $! > {self.folder}/pid; wait", seconds=1)
        self.assertLess(time.monotonic() - start, 20)
        self.assertNotEqual(status, 0)
        self.assertIn("Ended after 1 s.", self.log.read_text())
        self.assertTrue(self.gone(int((self.folder / "pid").read_text())))

    def test_not_there(self):
        with self.assertRaisesRegex(Stop, "/nowhere/x cannot be started: No such file or directory"):
            quiet(process.run_logged, ["/nowhere/x"], self.folder / "log", "something")

    def test_interrupt_ends_children(self):
        program = self.program("program", f"sleep 100 & echo $! > {self.folder}/pid; echo go; wait")
        run = subprocess.Popen(
            # A shell that puts us into the background has us ignore interrupts; the child must not.
            ["python3", "-c", "import signal; from layer import process; from pathlib import Path;"
             "signal.signal(signal.SIGINT, signal.default_int_handler);"
             f"process.run_logged(['{program}'], Path('{self.folder}/log'), 'x')"],
            env={**os.environ, "PYTHONPATH": str(SCRIPTS)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not (self.folder / "pid").exists() or not (self.folder / "pid").read_text():
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        self.assertNotEqual(run.wait(timeout=20), 0)
        self.assertTrue(self.gone(int((self.folder / "pid").read_text())))


class Cache(Case):
    def test_a_killed_run_leaves_nothing_under_the_final_name(self):
        final = cache.root() / "x" / "entry"

        def fill(folder):
            (folder / "half").write_text("half")
            raise KeyboardInterrupt
        with self.assertRaises(KeyboardInterrupt):
            cache.build_folder(final, fill)
        self.assertEqual(list(final.parent.iterdir()), [])

    def test_what_a_kill_left_is_removed(self):
        final = cache.root() / "x" / "entry"
        stale = final.parent / (cache.TEMPORARY + "entry-abc")
        stale.mkdir(parents=True)
        cache.build_folder(final, lambda folder: (folder / "whole").write_text("whole"))
        self.assertEqual([path.name for path in final.parent.iterdir()], ["entry"])
        self.assertEqual(cache.build_folder(final, None), final)

    def test_two_runs(self):
        code = ("from layer import cache; import time, sys\n"
                "with cache.lock('x'): print('in', flush=True); time.sleep(0.5); print('out', flush=True)\n")
        env = {**os.environ, "PYTHONPATH": str(SCRIPTS)}
        runs = [subprocess.Popen(["python3", "-c", code], env=env, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        outs = [run.communicate()[0] for run in runs]
        self.assertEqual(sum("Waiting for another run" in out for out in outs), 1)

    def test_lock_again(self):
        def twice():
            with cache.lock("x"), cache.lock("x"):
                pass
        self.assertEqual(quiet(twice)[1], "")
        self.assertEqual(quiet(twice)[1], "")

    def test_same_content_keeps_its_time(self):
        path = self.write("file", "x")
        os.utime(path, (1, 1))
        self.assertFalse(cache.write_if_changed(path, b"x"))
        self.assertEqual(path.stat().st_mtime, 1)
        self.assertTrue(cache.write_if_changed(path, b"y"))

    def test_no_place(self):
        self.set_environment(RUST_LAYER_CACHE="/proc/nowhere")
        with self.assertRaisesRegex(Stop, "The cache folder /proc/nowhere cannot be created: .*RUST_LAYER_CACHE"):
            cache.root()
