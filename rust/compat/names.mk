# SPDX-License-Identifier: GPL-2.0-only
#
# How long a symbol's name may be. kallsyms sets a limit for all of them, the table
# of checksums another for those that modules use, and modpost, which writes one of these
# into a line of at most 500 bytes, a third. A Rust name says all about its
# types and may be longer; it then gets a short one (kbuild/shorten.sh).

rust-ksym-len := $(shell sed -n \
	's/^.define[[:space:]]\{1,\}KSYM_NAME_LEN[[:space:]]\{1,\}\([0-9]\{1,\}\).*/\1/p' \
	$(srctree)/include/linux/kallsyms.h)
$(if $(filter 1,$(words $(rust-ksym-len))),,$(error \
	rust/compat/names.mk cannot tell KSYM_NAME_LEN from include/linux/kallsyms.h))

# The last character is the final NUL. Behind a checksum there are 64 bytes less a word.
rust-name-max := $(shell expr $(rust-ksym-len) - 1)
rust-name-max-global := $(if $(CONFIG_MODVERSIONS),55,$(shell \
	test $(rust-name-max) -lt 400 && echo $(rust-name-max) || echo 400))
