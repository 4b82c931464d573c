# SPDX-License-Identifier: GPL-2.0-only
#
# Every global symbol of the linked crates and of the shims is exported to
# modules, GPL only: generic code is instantiated in the module and calls back.

export-objects := kernel.o library_used.o $(shim-objects)

$(obj)/generated/exports.h: $(addprefix $(obj)/,$(export-objects)) FORCE
	$(call if_changed,rust_exports_list)

quiet_cmd_rust_exports_list = EXPORTS $@
      cmd_rust_exports_list = { \
	cksum < $(obj)/libkernel.rmeta | $(AWK) '{ print "$(pound)define RUST_INTERFACE rust_interface_" $$1 }'; \
	$(NM) -p --defined-only $(filter %.o,$^) | \
	$(AWK) '$$2 ~ /^[TRDB]$$/ && $$3 !~ /^__(pfx|cfi|kcfi)_/ \
		{ print "EXPORT_SYMBOL_RUST(" $$3 ");" }' | LC_ALL=C sort -u; } > $@

$(obj)/exports.o: $(obj)/generated/exports.h
targets += generated/exports.h
obj-y += exports.o
always-y += exports.o
CFLAGS_exports.o := -I$(obj)/generated
