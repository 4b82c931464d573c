# SPDX-License-Identifier: GPL-2.0-only
"""Which of a build's warnings the layer is to blame for."""

import unittest

from layer import complaints

OURS = [
    "warning: field `0` is never read",
    "rust/generated/shims.c:113:127: warning: duplicate 'const' declaration specifier",
    "/trees/6.12/samples/rust/twin.c:3:1: warning: unused variable 'x'",
    "rust/doctests_kernel_generated.o: warning: objtool: f() falls through to next function g()",
    "vmlinux.o: warning: objtool: _RNvCs34TxOFVp7n0_6kernel1f+0x3: unreachable instruction",
    "WARNING: modpost: vmlinux: section mismatch in reference: _RNvCs34TxOFVp7n0_6kernel1f (section: .text)",
]
OTHERS = [
    "+ make -C /trees/rust/warning all",
    "lib/vsprintf.o: warning: objtool: vsscanf()+0x315: unreachable instruction",
    "kernel/sched/core.c:10:2: warning: unused variable 'trust'",
    "warning: 1 warning emitted",
    "WARNING: Unable to reopen jobserver read-side pipe: FileNotFoundError(2, 'No such file or directory')",
    "1 warning generated.",
    "  RUSTC   rust/kernel.o",
]


class OfLayer(unittest.TestCase):
    def test_ours(self):
        self.assertEqual(complaints.of_layer(OURS), OURS)

    def test_others(self):
        self.assertEqual(complaints.of_layer(OTHERS), [])


if __name__ == "__main__":
    unittest.main()
