# SPDX-License-Identifier: GPL-2.0-only
"""`make module`, its template and its bundle: what they say to wrong input, what they write."""

import io
import lzma
import os
import stat
import tarfile
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from layer import bundle, config, expect, headers, matrix, module, stock, template
from layer.errors import Stop


class Folder(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.folder = Path(place.name)

    def says(self, sentence, function, *arguments):
        with self.assertRaises(Stop) as caught:
            function(*arguments)
        self.assertIn(sentence, str(caught.exception))


class Headers(Folder):
    def put(self, name, text="", mode=0o644):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)

    def fill(self, settings="CONFIG_MODULES=y\nCONFIG_MODVERSIONS=y\n"):
        self.put("Makefile")
        self.put("arch/x86/include/generated/asm/x.h")
        self.put("include/config/auto.conf", settings)
        self.put("Module.symvers")
        self.put("include/generated/utsrelease.h", '#define UTS_RELEASE "6.9.9-demo"\n')
        for name in ("basic/fixdep", "mod/modpost", "genksyms/genksyms"):
            self.put(f"scripts/{name}", "#!/bin/sh\nexit 1\n", 0o755)

    def test_whole(self):
        self.fill()
        found = headers.inspect(self.folder)
        self.assertEqual(found.release, "6.9.9-demo")
        self.assertFalse(found.has_layer)

    def test_nothing_named(self):
        self.says("KDIR= must name the headers of a kernel", headers.inspect, "")

    def test_no_folder(self):
        self.says("is no folder with a kernel's headers; the package linux-headers-6.9.9-demo holds them",
                  headers.inspect, self.folder / "linux-headers-6.9.9-demo")

    def test_each_part_is_missed(self):
        for part, sentence in (("Makefile", "it has no Makefile"), ("include/config/auto.conf", "not configured"),
                               ("Module.symvers", "nobody knows what its kernel exports"),
                               ("include/generated/utsrelease.h", "names the kernel's release"),
                               ("scripts/mod/modpost", "linux-kbuild"), ("scripts/genksyms/genksyms", "genksyms")):
            self.fill()
            (self.folder / part).unlink()
            self.says(sentence, headers.inspect, self.folder)

    def test_other_machine(self):
        self.fill()
        (self.folder / "arch/x86").rename(self.folder / "arch/s390")
        self.says("headers of a kernel for s390, and this machine is", headers.inspect, self.folder)

    def test_objtool_is_missed(self):
        self.fill("CONFIG_MODULES=y\nCONFIG_OBJTOOL=y\n")
        self.says("has no tools/objtool/objtool; Debian's package linux-kbuild", headers.inspect, self.folder)
        self.put("tools/objtool/objtool", "#!/bin/sh\n", 0o755)
        self.assertTrue(headers.inspect(self.folder).on("CONFIG_OBJTOOL"))

    def test_the_package_that_flavours_share(self):
        self.fill()
        common = self.folder / "linux-headers-6.9.9-common"
        self.put("Makefile", f"include {common}/Makefile\n")
        self.says(f"includes {common}/Makefile, which is not there; the package linux-headers-6.9.9-common holds it",
                  headers.inspect, self.folder)
        self.put("linux-headers-6.9.9-common/Makefile")
        headers.inspect(self.folder)

    def test_may_not_be_read(self):
        self.fill()
        refusal = PermissionError(13, "Permission denied", "/x/auto.conf")
        with mock.patch("layer.config.values", side_effect=refusal):
            self.says("/x/auto.conf may not be read by this user; `chmod -R a+rX`", headers.inspect, self.folder)

    def test_a_link_to_headers_that_went(self):
        link = self.folder / "lib/modules/6.9.9-demo/build"
        link.parent.mkdir(parents=True)
        link.symlink_to("/usr/src/gone")
        self.says("is no folder with a kernel's headers; the package linux-headers-6.9.9-demo holds them",
                  headers.inspect, link)

    def test_only_reading_needs_no_tools(self):
        self.fill()
        (self.folder / "scripts/mod/modpost").unlink()
        self.assertEqual(headers.inspect(self.folder, to_build=False).release, "6.9.9-demo")

    def test_tools_that_do_not_run(self):
        self.fill()
        self.put("scripts/mod/modpost", "#!/nowhere/sh\n", 0o755)
        self.says("does not run here", headers.inspect, self.folder)
        self.put("scripts/mod/modpost", "#!/bin/sh\necho \"libc.so.6: version \\`GLIBC_2.99' not found\" >&2\nexit 1\n",
                 0o755)
        self.says("it needs GLIBC 2.99 or newer", headers.inspect, self.folder)

    def test_no_modules(self):
        self.fill("CONFIG_X86=y\n")
        self.says("CONFIG_MODULES is off", headers.inspect, self.folder)

    def test_what_keeps_a_module_out(self):
        self.fill("CONFIG_MODULES=y\nCONFIG_MODULE_SIG_FORCE=y\n")
        found = headers.inspect(self.folder)
        said = headers.refused_at_load(found, "6.9.8")
        self.assertIn("this machine runs 6.9.8, which would refuse it", said[0])
        self.assertIn("loads signed modules alone", said[1])
        self.assertEqual(len(said), 2)

    def test_crates_of_another_compiler(self):
        self.fill('CONFIG_MODULES=y\nCONFIG_RUSTC_VERSION_TEXT="rustc 1.0.0 (x)"\n')
        self.put("rustc", "#!/bin/sh\necho rustc 1.1.0\n", 0o755)
        found = headers.inspect(self.folder)
        tools = SimpleNamespace(rustc=SimpleNamespace(path=self.folder / "rustc"))
        self.says("were made by rustc 1.0.0 (x), and", module.check_compiler, found, tools)
        self.put("rustc", "#!/bin/sh\necho 'rustc 1.0.0 (x)'\n", 0o755)
        module.check_compiler(found, tools)


class Module(Folder):
    def test_folder(self):
        self.says("M= must name the folder of a module", module.check_folder, "")
        self.says("is no folder", module.check_folder, self.folder / "x")
        self.says("has no Kbuild file", module.check_folder, self.folder)
        (self.folder / "Makefile").write_text("all:\n", encoding="utf-8")
        self.says("names no module", module.check_folder, self.folder)
        (self.folder / "Kbuild").write_text("obj-m := x.o\n", encoding="utf-8")
        self.assertEqual(module.check_folder(self.folder), self.folder)


class Template(Folder):
    def test_template(self):
        place = self.folder / "demo"
        template.write(place)
        self.assertEqual({path.name for path in place.iterdir()}, {"Kbuild", "Makefile", "dkms.conf", "demo.rs"})
        self.assertIn('name: "demo"', (place / "demo.rs").read_text(encoding="utf-8"))
        for path in place.iterdir():
            self.assertNotRegex(path.read_text(encoding="utf-8"), "@[A-Z]+@")
        self.assertEqual(module.check_folder(place), place)
        self.says("not empty; nothing was written", template.write, place)

    def test_name(self):
        self.says("is no name for one", template.write, self.folder / "My-Module")


class Bundle(unittest.TestCase):
    def test_archive(self):
        contents = {"b": (False, b"two"), "a/x": (True, b"one")}
        data = bundle.archive(contents)
        self.assertEqual(data, bundle.archive(dict(reversed(contents.items()))))
        with tarfile.open(fileobj=io.BytesIO(lzma.decompress(data))) as tar:
            entries = {entry.name: entry for entry in tar}
        self.assertEqual(list(entries), ["linux-rust-layer/a/x", "linux-rust-layer/b"])
        self.assertTrue(entries["linux-rust-layer/a/x"].mode & stat.S_IXUSR)
        self.assertEqual({entry.mtime for entry in entries.values()}, {0})

    def test_no_place_is_named(self):
        found = bundle.files(None)
        for name in ("Makefile", "rust/Makefile", "scripts/layer/module.py", "scripts/template/Kbuild"):
            self.assertIn(name, found)
        for name, path in found.items():
            self.assertNotIn(os.fsencode(str(Path.home()) + "/h/"), path.read_bytes(), name)


class Rows(unittest.TestCase):
    def test_cells(self):
        self.assertEqual([str(cell) for cell in matrix.parse("stock/6.12 6.12/x86_64/gcc")],
                         ["stock/6.12", "6.12/x86_64/gcc"])
        with self.assertRaises(Stop) as caught:
            matrix.parse("stock/2.4")
        self.assertIn("stock/2.4 is not known; there is stock/", str(caught.exception))
        self.assertIn("6.1", stock.names())

    def test_order(self):
        with tempfile.TemporaryDirectory() as place:
            file = Path(place) / "cells.rst"
            matrix.record([("stock/6.12", "9", "0", ""), ("7.3/x86_64/gcc", "1", "0", ""),
                           ("stock/5.10", "9", "0", "")], file)
            lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if '"' in line]
            self.assertEqual([line.split('"')[1] for line in lines], ["7.3/x86_64/gcc", "stock/5.10", "stock/6.12"])
            self.assertNotIn("stock", (Path(place) / "arch-support-cells.rst").read_text(encoding="utf-8"))

    def test_places(self):
        text = "insmod x\n@stock rmmod x\n  fails EAGAIN\n@image rmmod x\n  <6> x: bye\n"
        image, beside = (expect.parse(text, "x", place) for place in ("image", "stock"))
        self.assertEqual([step.fails for step in image], [None, None])
        self.assertEqual([step.fails for step in beside], [None, "EAGAIN"])
        with self.assertRaises(Stop):
            expect.parse("insmod x\n@moon rmmod x\n", "x")

    def test_dependencies(self):
        with tempfile.TemporaryDirectory() as place:
            kconfig = Path(place) / "Kconfig"
            kconfig.write_text("config SAMPLE_RUST_A\n\ttristate \"A\"\n\tdepends on FOO && BAR\n\n"
                               "config SAMPLE_RUST_B\n\ttristate \"B\"\n\n"
                               "config SAMPLE_RUST_C\n\ttristate \"C\"\n\tdepends on SAMPLE_RUST_A\n\n", encoding="utf-8")
            self.assertEqual(config.unmet_dependencies(kconfig, {"CONFIG_FOO": "y"}), ["rust_a", "rust_c"])
            self.assertEqual(config.unmet_dependencies(kconfig, {"CONFIG_FOO": "y", "CONFIG_BAR": "m"}), [])


if __name__ == "__main__":
    unittest.main()
