# SPDX-License-Identifier: GPL-2.0-only
#
# Sizes, alignments and offsets, asserted twice: by rustc, as bindgen writes that, and
# by the C compiler that builds the kernel. A layout that only libclang sees stops the
# build.

quiet_cmd_rust_tags = GEN     $@
      cmd_rust_tags = $(CC) $(filter-out -Wp%,$(c_flags)) -D__BINDGEN__ -w -E -P $(bindings-header) | \
	$(AWK) '{ while (match($$0, /(struct|union) +[A-Za-z_][A-Za-z_0-9]*/)) { \
		print substr($$0, RSTART, RLENGTH); $$0 = substr($$0, RSTART + RLENGTH) } }' | \
	LC_ALL=C sort -u > $@

$(gen)/tags: private part-of-module = y
$(gen)/tags: $(gen)/bindings.rs FORCE
	$(call if_changed,rust_tags)

quiet_cmd_rust_layout = GEN     $@
      cmd_rust_layout = { echo '$(pound)include "$(bindings-header)"'; \
	$(AWK) -f $(rust)/kbuild/layout.awk $(gen)/tags $(gen)/bindings.rs; } > $@

$(gen)/layout.c: $(gen)/tags $(gen)/bindings.rs $(rust)/kbuild/layout.awk FORCE
	$(call if_changed,rust_layout)

$(gen)/layout.o: private part-of-module = y
targets += generated/tags generated/layout.c generated/layout.o
obj-y += generated/layout.o
always-y += generated/layout.o
