# SPDX-License-Identifier: GPL-2.0-only
#
# The targets of the top Makefile, for a tree that has none of its own.

PHONY += rustavailable rustdoc rusttest rustfmt rustfmtcheck rust-analyzer

rustavailable:
	+$(Q)$(CONFIG_SHELL) $(srctree)/rust/kbuild/available.sh && echo "Rust is available!"

rustdoc rusttest: prepare
	$(Q)$(MAKE) $(build)=rust $@

rust-analyzer:
	+$(Q)$(CONFIG_SHELL) $(srctree)/rust/kbuild/available.sh
	$(Q)$(MAKE) $(build)=rust $@

# Third-party sources are not the tree's to format.
rustfmt:
	$(Q)find $(srctree) -path $(srctree)/rust/third-party -prune -o -type f -name '*.rs' \
		! -name '*generated*' -print | xargs $(RUSTFMT) --edition 2021 $(rustfmt_flags)

rustfmtcheck: rustfmt_flags = --check
rustfmtcheck: rustfmt
