# SPDX-License-Identifier: GPL-2.0-only
"""rust/arch/m68k_*.awk: what goes into LLVM's back end, and what comes out."""

import subprocess
import unittest

from layer.paths import RUST


def run(program, text):
    """Returns (exit status, what becomes of a text, messages)."""
    done = subprocess.run(["awk", "-f", RUST / "arch" / program], input=text, text=True,
                          capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


class Assembly(unittest.TestCase):
    """m68k_asm.awk: condition codes, and results in address registers."""

    def change(self, *lines):
        """Returns the instructions, without their indentation, that these become."""
        status, text, messages = run("m68k_asm.awk", "".join(f"{line}\n" if line.endswith(":") else f"\t{line}\n"
                                                               for line in (self.tab(line) for line in lines)))
        self.assertEqual((status, messages), (0, ""))
        return [line.strip().replace("\t", " ") for line in text.splitlines()]

    @staticmethod
    def tab(line):
        """An instruction as LLVM writes it."""
        return line.replace(" ", "\t", 1)

    def kept(self, *lines):
        """Returns the instructions around which the codes are saved."""
        text = self.change(*lines)
        inside = []
        while "move.w %ccr, -(%sp)" in text:
            begin, end = text.index("move.w %ccr, -(%sp)"), text.index("move.w (%sp)+, %ccr")
            inside += text[begin + 1:end]
            text = text[:begin] + text[end + 1:]
        return inside

    def test_a_copy_before_a_jump(self):
        self.assertEqual(self.kept("f:", "cmpi.l #0, %d0", "move.l %d1, %d2", "moveq #1, %d3", "beq .L1",
                                   ".L1:", "rts"),
                         ["move.l %d1, %d2", "moveq #1, %d3"])

    def test_copies_that_nobody_minds(self):
        for lines in (("move.l %d1, %d0", "cmpi.l #0, %d0", "beq .L1"),
                      ("cmpi.l #0, %d0", "move.l %d1, %a0", "beq .L1"),
                      ("cmpi.l #0, %d0", "movem.l %d1, (4,%sp)", "beq .L1"),
                      ("cmpi.l #0, %d0", "beq .L1", "move.l %d1, %d2")):
            with self.subTest(lines):
                self.assertEqual(self.kept("f:", *lines, ".L1:", "rts"), [])

    def test_on_every_way(self):
        self.assertEqual(self.kept("f:", "sub.l %d1, %d0", "bra .L2", ".L1:", "rts", ".L2:", "move.l %d0, %d3",
                                   "bmi .L1", "move.l %d0, %d4", "sne %d5", "rts"),
                         ["move.l %d0, %d3", "move.l %d0, %d4"])
        self.assertEqual(self.kept("f:", ".L2:", "move.l %d0, %d3", "add.l #-1, %d0", "bne .L2", "rts"), [])

    def test_carrying_on(self):
        self.assertEqual(self.change("f:", "cmpi.w #1, (4,%a0)", "subx.l %d1, %d1", "rts")[1:4],
                         ["move.w (4,%a0), -(%sp)", "sub.w #1, (%sp)", "lea (2,%sp), %sp"])
        self.assertIn("sub.l %d0, %d1", self.change("f:", "sub.l %d0, %d1", "subx.l %d2, %d3", "rts"))

    def test_results_in_address_registers(self):
        self.assertEqual(self.change("f:", "and.l #255, %a1", "and.l %d0, %a1", "rts")[1:-1],
                         ["exg %d0, %a1", "and.l #255, %d0", "exg %d0, %a1", "exg %d1, %a1", "and.l %d0, %d1",
                          "exg %d1, %a1"])

    def test_other_functions_are_far_away(self):
        self.assertEqual(self.change("f:", "bra g", "g:", "bra .L1", ".L1:", "rts"),
                         ["f:", "jmp g", "g:", "bra .L1", ".L1:", "rts"])

    def test_names_that_end_like_sizes(self):
        rest = ".long .Lvtable.k+4", ".asciz \".La.l\""
        self.assertEqual(self.change(".Lvtable.l:", "move.l #.Lvtable.l, (12,%a0)", *rest),
                         [".Lvtable_l:", "move.l #.Lvtable_l, (12,%a0)", *rest])

    def test_what_cannot_be_repaired(self):
        for lines, why in ((("cmpi.l #0, %d0", "move.l (4,%sp), %d1", "beq .L1"), "cannot save"),
                           (("and.l %d0, %d1", "subx.l %d1, %d1"), "does not carry on"),
                           (("cmpi.l #0, %d0", "and.l #255, %d1", "beq .L1"), "something else sets"),
                           (("sub.l %d0, %a1", "beq .L1"), "sets no condition codes")):
            with self.subTest(why):
                text = "".join(f"\t{self.tab(line)}\n" for line in lines)
                status, _, messages = run("m68k_asm.awk", f"f:\n{text}.L1:\n\trts\n")
                self.assertEqual(status, 1)
                self.assertIn(why, messages)

    def test_texts_stay(self):
        self.assertEqual(run("m68k_asm.awk", '\t.asciz\t"a;b:\tbra"\n;APP\n\t;NO_APP\n')[1], '\t.asciz\t"a;b:\tbra"\n')


class Code(unittest.TestCase):
    """m68k_ir.awk: what is on the stack, and shifts of 128 bits."""

    def change(self, text):
        """Returns what becomes of a text that can be changed."""
        status, changed, messages = run("m68k_ir.awk", text)
        self.assertEqual((status, messages), (0, ""))
        return changed

    def test_variables(self):
        self.assertEqual(self.change("define void @f() {\nstart:\n  %_3.i = alloca [8 x i8], align 1, !dbg !3\n"
                                     "  call void @llvm.lifetime.start.p0(ptr %_3.i)\n  ret void\n}\n"),
                         'define void @f() {\nstart:\n  %"on_stack._3.i" = alloca [8 x i8], align 1, !dbg !3\n'
                         '  %_3.i = call ptr asm "", "=a,0"(ptr %"on_stack._3.i")\n'
                         '  call void @llvm.lifetime.start.p0(ptr %"on_stack._3.i")\n  ret void\n}\n')

    def test_arguments(self):
        line = "define void @f(ptr byval([6 x i8]) align 2 %0, i32 %n, ptr noundef byval(%t) %x.1) {\n"
        hidden = ('  %0 = call ptr asm "", "=a,0"(ptr %"on_stack.0")\n'
                  '  %x.1 = call ptr asm "", "=a,0"(ptr %"on_stack.x.1")\n')
        changed = line.replace("%0", '%"on_stack.0"').replace("%x.1", '%"on_stack.x.1"')
        for label in ("start:\n", ""):
            with self.subTest(label):
                self.assertEqual(self.change(f"{line}{label}  ret void\n}}\n"),
                                 f"{changed}{label}{hidden}  ret void\n}}\n")

    def test_shifts(self):
        text = self.change("define i128 @f(i128 %a, i128 %b) {\n  %c = lshr exact i128 %a, %b\n  ret i128 %c\n}\n"
                           "declare i64 @llvm.fshr.i64(i64, i64, i64) #3\n")
        self.assertIn('  %"amount.1" = trunc i128 %b to i64\n'
                      '  %c = call i128 @halves.lshr(i128 %a, i64 %"amount.1")\n', text)
        self.assertEqual(text.count("define internal i128 @halves.lshr("), 1)
        self.assertEqual(text.count("declare i64 @llvm.fshr.i64("), 1)
        constant = "define i128 @f(i128 %a) {\n  %c = shl i128 %a, 64\n  ret i128 %c\n}\n"
        self.assertEqual(self.change(constant), constant)

    def test_what_cannot_be_changed(self):
        for line in ('  %"a b" = alloca i8\n', "  %c = call i128 @llvm.fshl.i128(i128 %a, i128 %a, i128 %b)\n",
                     "  %c = lshr i96 %a, %b\n", "  %c = extractelement <2 x i8> %a, i32 %n\n"):
            with self.subTest(line):
                self.assertEqual(run("m68k_ir.awk", line)[0], 1)


if __name__ == "__main__":
    unittest.main()
