# SPDX-License-Identifier: GPL-2.0-only
#
# How long a symbol's name may be. A spelled-out v0 name needs the large symbol table
# of newer trees; elsewhere a name is the crate's and a hash.

rust-mangling := $(if $(shell grep -E '^.define[[:space:]]+KSYM_NAME_LEN[[:space:]]+(512|1024)' \
	$(srctree)/include/linux/kallsyms.h),v0,hashed)
