# SPDX-License-Identifier: GPL-2.0-only
"""Where things lie in this repository."""

from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
SCRIPTS = REPO / "scripts"
ARCHIVES = SCRIPTS / "archives"
RUST = REPO / "rust"
SAMPLES = REPO / "samples" / "rust"
THIRD_PARTY = RUST / "third-party"
TREES = SCRIPTS / "trees"
STOCK = SCRIPTS / "stock"
EDITS = TREES / "edits"
ARCH = SCRIPTS / "arch"
CONFIGS = SCRIPTS / "configs"
VM = SCRIPTS / "vm"
TEMPLATE = SCRIPTS / "template"
# What is done with samples more often than their own tests do.
LIFETIMES = REPO / "tests" / "lifetimes"
