# SPDX-License-Identifier: GPL-2.0-only
#
# C names for a module outside of the tree. What its sources take from `bindings` and
# the tree has no use for is generated beside the module, in .rust_bindings/: raw
# names, constants and shims, over the types that the tree has already. `bindings` and
# `kernel::bindings` then mean the tree's names and these. A module's rust_bindings.h
# is read, if there is one, after the headers that the tree reads. A name that is in none
# of these is looked for in the others of the tree, and one that has it is read as well.
# What any of them includes makes all of it anew when it changes.
#
#   demand       the names, most often none
#   header.h     the headers
#   driver.args  what rustc is told about crates; without names it is the tree's
#   clang.args   the bitcode of the shims, for clang

include $(rust-src)/kbuild/bindgen.mk

names := $(abspath $(obj))/.rust_bindings
rust-driver-args := $(names)/driver.args
rust-shims-args = @$(names)/clang.args
rust-shims-object = $(names)/shims.o

tree-names := $(rust-out)/generated
names-header := $(wildcard $(src)/rust_bindings.h)
names-sources := $(shell find -H $(src) -name .rust_bindings -prune -o -name '*.rs' -print)

names-demanded = $(AWK) $(1) -f $(rust-src)/kbuild/demand.awk $(names-sources) | \
	LC_ALL=C sort -u | LC_ALL=C comm -23 - $(tree-names)/known
filechk_module_demand = $(call names-demanded)

$(names)/demand: $(names-sources) $(tree-names)/known FORCE
	$(shell mkdir -p $(names))$(call filechk,module_demand)

# Anonymous types are numbered anew, and bindgen's own helpers are private. Another name of a type means the
# same type if it is made twice; without it bindgen would not know what may be copied. The second one is private.
names-blocked = $$($(AWK) 'NR == FNR { if ($$1 == "pub" && $$2 == "type") again[$$3]; next } \
	!($$1 in again) && !/^(_bindgen_ty_|__Bindgen)/' $(tree-names)/bindings.rs $(tree-names)/known | paste -sd'|')

bindgen-overlay := $(names)/overlay
names-overlay = $(if $(rust-long-long-align),$(call bindgen-make-overlay,$(names)/header.h,$(names)/headers);)

# Adds a header to header.h for each name that is not there yet, if C's compiler takes it. What is
# only a part of another one's, as of <linux/acpi.h>, is not taken by itself.
names-search = \
	$(call names-demanded,-v explicit=1) > $(names)/explicit; \
	$(bindgen-cc) -E -dD $(names)/header.h | $(AWK) -f $(rust-src)/kbuild/unread.awk $(names)/explicit - > $(names)/unread; \
	[ ! -s $(names)/unread ] || \
	$(CONFIG_SHELL) $(rust-src)/kbuild/headers.sh $(srctree) $(SRCARCH) $(names)/unread | cut -d' ' -f1 | sort -u | \
	while read -r header; do \
		for h in $$header linux/$${header%%/*}.h; do \
			{ cat $(names)/header.h; echo "$(pound)include <$$h>"; } > $(names)/tried.h; \
			if $(bindgen-cc) -fsyntax-only $(names)/tried.h 2> /dev/null; then \
				$(kecho) "  HEADER $(quiet_modtag) <$$h>"; mv $(names)/tried.h $(names)/header.h; break; \
			fi; \
		done; \
	done; \

names-bindgen = \
	{ echo '$(pound)pragma once'; \
	  echo '$(pound)include "$(abspath $(rust-src))/bindings/bindings_helper.h"'; \
	  $(foreach h,$(names-header),echo '$(pound)include "$(abspath $(h))"';) } > $(names)/header.h; \
	$(names-search) \
	$(names-overlay) \
	$(bindgen-macros) -MD -MF $(depfile) -MT $@ $(names)/header.h | $(bindgen-macro-names) > $(names)/macros; \
	$(bindgen-aliases) $(names)/macros $(names)/demand > $(names)/aliases; \
	$(BINDGEN) $(names)/header.h $(bindgen-flags) \
	$(call bindgen-allow,$(names)) \
	--blocklist-item "$(names-blocked)" $(bindgen-again) $(bindgen-opaque) $(bindgen-wrap) \
	--wrap-static-fns-path $(names)/shims_static.c \
	-o $(names)/bindings.rs -- $(bindgen-c-flags) $(call bindgen-finish,$(tree-names)/bindings.rs,$(names)/bindings.rs) || exit 1; \
	$(AWK) 'NR == FNR { known[$$1]; next } $$1 == "pub" && $$2 == "type" && $$3 in known { sub(/^pub /, "") } { print }' \
		$(tree-names)/known $(names)/bindings.rs > $(names)/all.rs; \
	mv $(names)/all.rs $(names)/bindings.rs; \
	[ -e $(names)/shims_static.c ] || : > $(names)/shims_static.c

names-constants = \
	$(call bindgen-demanded-macros,$(names)) | \
	$(AWK) -f $(rust-src)/kbuild/constants.awk $(names)/bindings.rs - > $(names)/typed; \
	{ echo '$(pound)include "header.h"'; cat $(names)/typed; } > $(names)/constants.h; \
	$(BINDGEN) $(names)/constants.h $(bindgen-flags) --allowlist-var 'rust_const_.*' \
	--blocklist-item "$(names-blocked)" -o $(names)/constants.rs -- $(bindgen-c-flags); \
	$(AWK) -f $(rust-src)/kbuild/names.awk $(names)/bindings.rs $(names)/constants.rs \
	$(names)/aliases $(tree-names)/known > $(names)/names.rs

# Everything in these crates is inlined, so that their metadata hold all functions: no object of them is linked.
names-crate = RUST_NAMES=$(abspath $(names)) RUSTC_BOOTSTRAP=1 $(RUSTC) $(rust-flags) \
	-Zcross-crate-inline-threshold=always -Zalways-encode-mir --cap-lints=allow --edition=2021 --crate-type rlib \
	-L $(rust-out) -L $(names) --extern in_tree=$(rust-out)/lib$(1).rmeta \
	$(foreach e,core compiler_builtins $(2),--extern $(e)) --crate-name $(1) -Cmetadata=outside \
	--emit=metadata=$(names)/lib$(1)_outside.rmeta $(rust-src)/bindings/outside/$(1).rs

ifdef CONFIG_RUST_INLINE_HELPERS
names-shims = $(bindgen-bitcode) -I$(names) $(rust-src)/bindings/outside/inline.c -o $(names)/shims.bc; \
	echo '-Xclang -mlink-builtin-bitcode -Xclang $(names)/shims.bc' > $(names)/clang.args
else
names-shims = $(CC) $(filter-out -Wp%,$(c_flags)) -idirafter $(rust-out)/generated -w -ffunction-sections -c $(names)/shims_static.c \
	-o $(rust-shims-object)
endif

quiet_cmd_module_bindings = BINDGEN $(quiet_modtag) $(names)
      cmd_module_bindings = rm -f $(names)/shims* $(names)/*.rs $(names)/*.rmeta; \
	: > $(names)/clang.args; \
	if [ ! -s $(names)/demand ]; then \
		echo '$@: $(names)/demand $(tree-names)/driver.args' > $(depfile); \
		cp $(tree-names)/driver.args $@; \
	else \
		set -e; \
		$(names-bindgen); \
		$(names-constants); \
		$(names-shims); \
		$(call names-crate,bindings,ffi pin_init pinned_init); \
		$(call names-crate,kernel,bindings=$(names)/libbindings_outside.rmeta); \
		sed $(foreach c,bindings kernel,-e 's|=$(c)$$|=$(c)=$(names)/lib$(c)_outside.rmeta|') \
			$(tree-names)/driver.args > $@; \
		echo '-L$(names)' >> $@; \
	fi

$(names)/driver.args: private part-of-module = y
$(names)/driver.args: $(names)/demand $(names-header) $(rust-out)/libkernel.rmeta FORCE
	+$(call if_changed_dep,module_bindings)

# The rules for sources have no room for it: a pattern rule replaces one of the tree's only
# if it reads the same.
$(foreach s,o s ll rsi,$(patsubst $(src)/%.rs,$(obj)/%.$(s),$(rust-sources))): $(names)/driver.args

-include $(names)/.driver.args.cmd
