# SPDX-License-Identifier: GPL-2.0-only
#
# What an O= folder has in rust/ belongs to one tree. Of another tree's, or of a tree's own
# Rust support, nothing is taken over: answers of probes and crates would not fit.

rust-tree := $(realpath $(srctree))
rust-tree-file := $(objtree)/rust/.tree

ifneq ($(filter-out $(realpath $(objtree)),$(if $(objtree),$(rust-tree))),)
ifneq ($(shell cat $(rust-tree-file) 2>/dev/null),$(rust-tree))
ifneq ($(wildcard $(objtree)/rust/*),)
$(info rust/ in $(realpath $(objtree)) was built by another tree, and is built anew.)
endif
$(shell rm -rf $(objtree)/rust && mkdir -p $(objtree)/rust && echo $(rust-tree) > $(rust-tree-file))
endif
endif
