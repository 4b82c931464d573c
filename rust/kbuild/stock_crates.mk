# SPDX-License-Identifier: GPL-2.0-only
#
# The Kbuild file (kbuild-file= on make's command line) of the folder where the crates are
# made for a kernel without Rust, as if it were a module's.

rust-stock := y
rust-out := $(obj)
rust-settings := $(obj)/settings

ifneq ($(filter %/Makefile.build,$(MAKEFILE_LIST)),)
$(shell { cat $(rust-src)/kbuild/stock.conf; \
	test ! -e $(srctree)/include/linux/maple_tree.h || echo CONFIG_RUST_MAPLE_TREE=y; } > $(rust-settings))
include $(rust-settings)
include $(rust-src)/Makefile
endif
