# SPDX-License-Identifier: GPL-2.0-only
"""The guest's own programs."""

import subprocess
from types import SimpleNamespace

from layer import boot, guest
from support import Case, quiet


class Programs(Case):
    def test_built_once_and_static(self):
        self.set_environment(RUST_LAYER_CACHE=str(self.folder))
        made, _ = quiet(guest.programs, SimpleNamespace(cc="cc"))
        again, _ = quiet(guest.programs, SimpleNamespace(cc="cc"))
        self.assertEqual(again, made)
        self.assertTrue(boot.is_static(made["ioctl"]))

    def test_ioctl(self):
        self.set_environment(RUST_LAYER_CACHE=str(self.folder))
        made, _ = quiet(guest.programs, SimpleNamespace(cc="cc"))
        program = self.folder / "ioctl"
        program.write_bytes(made["ioctl"])
        program.chmod(0o755)

        def run(*arguments):
            done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
            return done.returncode, done.stdout + done.stderr

        self.assertEqual(run("/dev/null"), (1, "ioctl: Invalid argument\n"))
        self.assertEqual(run("/no/such", "1"), (1, "ioctl: No such file or directory\n"))
        self.assertEqual(run("/dev/null", "0x80047c82"), (1, "ioctl: Inappropriate ioctl for device\n"))
