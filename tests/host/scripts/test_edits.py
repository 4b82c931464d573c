# SPDX-License-Identifier: GPL-2.0-only
"""Edits as data: every action, every condition, every mistake in the data."""

from layer import edits
from layer.errors import Stop
from support import Case

TEXT = "one\ntwo\nthree\ntwo\nfour\n"


def edit(**named):
    return {"name": "n", "file": "Kconfig", "marks": False, **named}


class Apply(Case):
    def check(self, expected, **named):
        self.assertEqual(edits.apply(TEXT, edit(**named)), expected)

    def test_insert(self):
        self.check("one\nX\ntwo\nthree\ntwo\nfour\n", action="insert-before", anchor="^two$", lines=["X"])
        self.check("one\ntwo\nX\nthree\ntwo\nfour\n", action="insert-after", anchor="^two$", lines=["X"])
        self.check("one\ntwo\nthree\ntwo\nX\nfour\n", action="insert-after", anchor="^two$", which="last", lines=["X"])
        self.check(TEXT + "X\n", action="append", lines=["X"])

    def test_replace(self):
        self.check("one\ntwo\n<hr>\ntwo\nfour\n", action="replace-line", anchor="^t(hr)ee$", lines=[r"<\1>"])
        self.check("one\nX\ntwo\nfour\n", action="replace-block", anchor="^two$", until="^two$", lines=["X"])
        self.check("one\nX\nfour\n", action="replace-block", anchor="^two$", through="^two$", lines=["X"])

    def test_replace_every_line(self):
        self.check("one\n2\nthree\n2\nfour\n", action="replace-every-line", anchor="^two$", lines=["2"])
        self.check(TEXT, action="replace-every-line", anchor="^five$", lines=["5"])

    def test_many_files(self):
        files = {"a/Kconfig": "depends on RUST\n", "b/Kconfig": "depends on TRUST\n"}
        every = {"name": "n", "files": ["*/Kconfig"], "action": "replace-every-line",
                 "anchor": r"^(depends on RUST)$", "lines": [r"\1 && X"], "if-found": "^depends on RUST$"}
        planned = edits.plan([every], files.get, files.__contains__, lambda pattern: sorted(files))
        self.assertEqual(planned, {"a/Kconfig": "depends on RUST && X\n"})

    def test_anchors_in_order(self):
        self.check("one\ntwo\nthree\ntwo\nX\nfour\n", action="insert-before", anchor=["^none$", "^four$"], lines=["X"])

    def test_marks(self):
        for file, line in (("Kconfig", "# rust-layer begin: n"), ("lib/x.c", "/* rust-layer begin: n */"),
                           ("arch/x.S", "// rust-layer begin: n"), ("index.rst", ".. rust-layer begin: n")):
            text = edits.apply(TEXT, edit(file=file, marks=True, action="append", lines=["X"]))
            self.assertIn(line + "\nX\n", text)

    def test_misfits(self):
        with self.assertRaisesRegex(Stop, "does not fit this tree: Kconfig has no line that matches /\\^five\\$/\\."):
            edits.apply(TEXT, edit(action="insert-after", anchor="^five$", lines=[]))
        with self.assertRaisesRegex(Stop, "with an end of its block"):
            edits.apply(TEXT, edit(action="replace-block", anchor="^one$", through="^five$", lines=[]))
        self.check(TEXT, action="insert-after", anchor="^five$", lines=["X"], optional=True)


class Plan(Case):
    tree = {"Kconfig": TEXT, "Makefile": "all:\n"}

    def plan(self, *list_of_edits):
        return edits.plan(list_of_edits, self.tree.get, lambda path: path in self.tree)

    def test_conditions(self):
        append = {"action": "append", "lines": ["X"]}
        for condition, holds in (({"if-file": "Makefile"}, True), ({"if-file": "rust"}, False),
                                 ({"unless-file": "Makefile"}, False), ({"unless-file": "rust"}, True),
                                 ({"if-found": "^three$"}, True), ({"if-found": "^five$"}, False),
                                 ({"unless-found": "^three$"}, False), ({"unless-found": "^five$"}, True)):
            with self.subTest(condition):
                self.assertEqual(bool(self.plan(edit(**append, **condition))), holds)

    def test_edits_of_one_file_follow_each_other(self):
        result = self.plan(edit(action="append", lines=["five"]),
                           edit(action="insert-after", anchor="^five$", lines=["six"]))
        self.assertEqual(result["Kconfig"], TEXT + "five\nsix\n")

    def test_files(self):
        self.assertEqual(self.plan(edit(file="new", action="create", lines=["x"])), {"new": "x\n"})
        with self.assertRaisesRegex(Stop, "would create Makefile, which this tree already has"):
            self.plan(edit(file="Makefile", action="create", lines=[]))
        with self.assertRaisesRegex(Stop, "there is no none"):
            self.plan(edit(file="none", action="append", lines=[]))
        self.assertEqual(self.plan(edit(file="none", action="append", lines=[], optional=True)), {})


class Load(Case):
    def load(self, text):
        self.write("edits/1.toml", text)
        return edits.load(self.folder / "edits")

    def test_ours(self):
        self.assertTrue(edits.load())

    def test_mistakes(self):
        for text, pattern in (('[[edit]]\nfile="x"\naction="insert"\n', "1.toml has an edit that is not understood: insert"),
                              ('[[edit]]\nfile="x"\naction="append"\nline=[]\n', "not understood: line"),
                              ('[[edit]]\nfile="x"\naction="insert-after"\n', "an edit of x without an anchor")):
            with self.assertRaisesRegex(Stop, pattern):
                self.load(text)
