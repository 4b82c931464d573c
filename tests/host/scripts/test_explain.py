# SPDX-License-Identifier: GPL-2.0-only
"""Why a kernel refuses a module: what is read from the file, and what is said."""

import gzip
import os
import unittest
from unittest import mock

from layer import explain, headers, ko, stock_outside
from layer.errors import Stop
from layer.tally import Tally

from support import Case, elf, quiet

MAGIC = "6.9.9-demo SMP preempt mod_unload modversions "


class Explain(Case):
    def setUp(self):
        super().setUp()
        self.configure()

    def configure(self, more="", release="6.9.9-demo", versions=True):
        name = "headers"
        self.write(f"{name}/Makefile", "")
        self.write(f"{name}/arch/x86/include/generated/asm/x.h", "")
        self.write(f"{name}/include/config/auto.conf",
                   "CONFIG_MODULES=y\nCONFIG_64BIT=y\nCONFIG_SMP=y\nCONFIG_PREEMPT_BUILD=y\nCONFIG_PREEMPT=y\n"
                   "CONFIG_MODULE_UNLOAD=y\n" + ("CONFIG_MODVERSIONS=y\n" if versions else "") + more)
        self.write(f"{name}/Module.symvers", "0x00000011\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\t\n"
                   "0x00000022\t_printk\tvmlinux\tEXPORT_SYMBOL\t\n0x00000000\tfree\tvmlinux\tEXPORT_SYMBOL_GPL\tNS\n")
        self.write(f"{name}/include/generated/utsrelease.h", f'#define UTS_RELEASE "{release}"\n')
        self.found = headers.inspect(self.folder / name, to_build=False)

    def say(self, magic=MAGIC, versions=None, undefined=(("_printk", 1),), running="5.0", **more):
        information = {"name": "demo", "depends": more.pop("depends", ""), "vermagic": magic}
        file = self.folder / "demo.ko"
        versions = {"module_layout": 0x11, "_printk": 0x22} if versions is None else versions
        file.write_bytes(elf(information, versions, undefined, **more))
        return explain.reasons(ko.read(file), self.found, running)

    def refused(self, sentence, **how):
        said = self.say(**how)
        self.assertEqual(len(said), 1, said)
        self.assertIn(sentence, said[0])
        self.assertTrue(said[0].endswith("."))

    def test_nothing_speaks_against_it(self):
        self.assertEqual(self.say(), [])
        self.assertEqual(self.say(undefined=[("_printk", 1), ("gone", 2)]), [])

    def test_another_release_with_checksums_that_agree_is_let_in(self):
        self.assertEqual(self.say("6.9.8-demo SMP preempt mod_unload modversions "), [])

    def test_another_release(self):
        self.configure(versions=False)
        self.refused("demo.ko was built for Linux 6.9.8, and Linux 6.9.9-demo says `version magic … should be …` or `section "
                     f"size must match …` and refuses it; `make module KDIR={self.folder}/headers M=folder` builds one for it",
                     magic="6.9.8 SMP preempt mod_unload ", versions={})

    def test_another_release_where_one_side_has_no_checksums(self):
        self.refused("built for Linux 6.9.8", magic="6.9.8 SMP preempt mod_unload ", versions={})

    def test_another_setting(self):
        self.refused("with other settings (CONFIG_PREEMPT_BUILD)", magic="6.9.9-demo SMP mod_unload modversions ")
        self.configure("CONFIG_PREEMPT_RT=y\n")
        self.assertEqual(self.say(), [])

    def test_a_symbol_that_differs(self):
        self.refused("demo.ko was built against another build of Linux 6.9.9-demo, and Linux 6.9.9-demo says `disagrees about "
                     "version of symbol _printk` and refuses it", versions={"module_layout": 0x11, "_printk": 0x23})

    def test_symbols_of_another_kernel(self):
        self.refused("built against Linux 6.1, and Linux 6.9.9-demo says `disagrees about version of symbol module_layout` "
                     "and of 1 more, or `section size must match …`, and refuses it", magic="6.1 SMP preempt mod_unload modversions ",
                     versions={"_printk": 1, "module_layout": 1})

    def test_another_kernel_with_other_settings(self):
        self.refused("disagrees about version of symbol module_layout", magic="6.1 SMP mod_unload modversions ",
                     versions={"_printk": 1, "module_layout": 1})

    def test_a_symbol_without_a_checksum_is_not_compared(self):
        self.assertEqual(self.say(versions={"module_layout": 0x11, "free": 7}, undefined=[("free", 1)]), [])

    def test_checksums_of_the_long_form(self):
        self.refused("symbol _printk", versions={}, extended={"module_layout": 0x11, "_printk": 0x99})

    def test_a_symbol_that_is_not_offered(self):
        self.refused("calls gone, which Linux 6.9.9-demo does not export to modules nor 1 more that it calls",
                     undefined=[("_printk", 1), ("gone", 1), ("too", 1)])

    def test_a_module_that_comes_first(self):
        self.refused("demo.ko needs first and then_one to be loaded first", undefined=[("gone", 1)], depends="first,then-one")

    def test_another_machine(self):
        self.refused("demo.ko is for arm64, and Linux 6.9.9-demo", machine=183)
        self.refused("has 32 bits", bits=32)
        self.refused("demo.ko is for s390", machine=22, order=">")

    def test_signed_modules_alone(self):
        self.configure("CONFIG_MODULE_SIG_FORCE=y\n")
        self.refused("loads signed modules alone (`Key was rejected by service`)")
        self.assertEqual(self.say(tail=b"~Module signature appended~\n"), [])

    def test_signed_modules_alone_as_it_was_booted(self):
        for name, text, sentence in (("SIG_ENFORCE", "Y\n", "booted to load signed modules alone"),
                                     ("LOCKDOWN", "none [integrity] confidentiality\n", "is locked down")):
            file = self.write(name, text)
            with mock.patch.multiple(headers, SIG_ENFORCE="/nowhere", LOCKDOWN="/nowhere"), \
                    mock.patch.object(headers, name, str(file)):
                self.refused(sentence, running="6.9.9-demo")
                self.assertEqual(self.say(), [])
                file.write_text({"SIG_ENFORCE": "N\n", "LOCKDOWN": "[none] integrity\n"}[name], encoding="utf-8")
                self.assertEqual(self.say(running="6.9.9-demo"), [])

    def test_both_orders_and_widths_are_read(self):
        for bits in (32, 64):
            for order in "<>":
                file = self.folder / "x.ko"
                file.write_bytes(elf({"vermagic": MAGIC, "depends": "a-b"}, {"f": 0x80000001}, [("f", 1), ("w", 2)],
                                     bits=bits, order=order))
                found = ko.read(file)
                self.assertEqual((found.bits, found.name, found.depends, found.checksums, found.undefined),
                                 (bits, "x", ["a_b"], {"f": 0x80000001}, {"f"}))

    def test_packed(self):
        file = self.folder / "x-y.ko.gz"
        file.write_bytes(gzip.compress(elf({"vermagic": MAGIC})))
        self.assertEqual(ko.read(file).name, "x_y")

    def test_no_module(self):
        for name, data, sentence in (("a.ko", b"text", "no whole ELF file."), ("b.ko", elf({"vermagic": "x"})[:300], "no whole"),
                                     ("c.ko", elf({"name": "c"}), "for which kernel"), ("d.ko.xz", b"zz", "no whole ELF"),
                                     ("e.ko.zst", b"zz", "`unzstd` unpacks it"), ("f.ko.gz", b"zz", "no whole ELF")):
            file = self.folder / name
            file.write_bytes(data)
            with self.assertRaises(Stop, msg=name) as caught:
                ko.read(file)
            self.assertIn(sentence, str(caught.exception))
        with self.assertRaisesRegex(Stop, "cannot be read: No such file"):
            ko.read(self.folder / "none.ko")

    def test_command(self):
        self.set_environment(KO=None, KDIR=str(self.folder / "headers"))
        with self.assertRaisesRegex(Stop, "KO= must name a module"):
            explain.main()
        file = self.folder / "demo.ko"
        self.set_environment(KO=str(file))
        file.write_bytes(elf({"vermagic": MAGIC}, {"_printk": 0x22}))
        status, said = quiet(explain.main)
        self.assertEqual(status, 0)
        self.assertIn(f"Nothing in the headers of Linux 6.9.9-demo speaks against demo.ko; this machine runs {os.uname().release}",
                      said)
        file.write_bytes(elf({"vermagic": MAGIC}, {"_printk": 0x23}))
        self.assertEqual(quiet(explain.main)[0], 1)


class Checksums(Case):
    """What `make test TREE=stock/...` looks at in two modules of which one uses the other."""

    def judge(self, offered, used):
        symvers = self.write("Module.symvers", "".join(f"{number:#010x}\t{name}\tx\tEXPORT_SYMBOL_GPL\t\n"
                                                       for name, number in offered.items()))
        user = self.folder / "user.ko"
        user.write_bytes(elf({"vermagic": MAGIC}, used))
        tally = Tally()
        quiet(stock_outside.checksums, user, symvers, tally)
        return tally.failed

    def test_they_agree(self):
        self.assertEqual(self.judge({"_Rone": 5, "_Rtwo": 5, "c": 0}, {"_Rone": 5, "c": 1}), 0)

    def test_each_fault_is_found(self):
        self.assertEqual(self.judge({"_Rone": 0}, {"_Rone": 0}), 1)
        self.assertEqual(self.judge({"_Rone": 5}, {"_Rone": 6}), 1)
        self.assertEqual(self.judge({"_Rone": 5}, {"_Rtwo": 5}), 1)
        self.assertEqual(self.judge({"_Rone": 5}, {"c": 5}), 1)
        self.assertEqual(self.judge({"c": 5}, {"c": 5}), 2)

    def test_another_sum(self):
        user = self.folder / "user.ko"
        user.write_bytes(elf({"vermagic": MAGIC}, {"_Rone": 0x12345678, "c": 7}))
        self.assertIsNone(stock_outside.with_checksum(user, "_Rtwo"))
        user.write_bytes(stock_outside.with_checksum(user, "_Rone"))
        self.assertEqual(ko.read(user).checksums, {"_Rone": 0x12345679, "c": 7})


if __name__ == "__main__":
    unittest.main()
