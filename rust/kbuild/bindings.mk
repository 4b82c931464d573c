# SPDX-License-Identifier: GPL-2.0-only
#
# Raw bindings on demand. The names that Rust sources take from `bindings` decide
# what bindgen emits, which static inline functions get a shim and which macros
# become constants. Everything is regenerated only when its own input changes.
#
#   demand          every C name that Rust code mentions, sorted
#   bindings.rs     types, extern functions, plain constants   (bindgen)
#   shims_static.c  a wrapper per demanded static inline       (bindgen)
#   macros          object-like macros of the C headers        (preprocessor)
#   aliases         demanded macros that are another name of a function
#   constants.rs    demanded macros that need the C compiler to evaluate them
#   names.rs        plain C names for constants and helpers
#   safe.rs         functions for those of C that any caller may call

gen := $(obj)/generated
bindings-header := $(rust)/bindings/bindings_helper.h

include $(rust)/kbuild/bindgen.mk

# Sources that may name C items. Drivers anywhere in the tree count.
bindings-users = $(sort $(shell find $(rust)/kernel $(rust)/macros $(rust)/bindings -name '*.rs') \
	$(if $(rust-stock),,$(shell cd $(srctree) && \
		find drivers samples/rust net fs sound lib -name '*.rs' 2>/dev/null | sed 's|^|$(srctree)/|')))

filechk_rust_demand = $(AWK) -f $(rust)/kbuild/demand.awk $(bindings-users) \
	$(rust)/bindings/extra | LC_ALL=C sort -u

$(gen)/demand: $(rust)/kbuild/demand.awk FORCE
	$(call filechk,rust_demand)

quiet_cmd_rust_overlay = GEN     $@
      cmd_rust_overlay = $(call bindgen-make-overlay,-include $(bindings-header) $(rust)/uapi/uapi_helper.h,$(depfile))

ifdef rust-long-long-align
$(gen)/overlay.yaml: private part-of-module = y
$(gen)/overlay.yaml: $(bindings-header) $(rust)/uapi/uapi_helper.h $(rust)/kbuild/overlay.sh FORCE
	$(call if_changed_dep,rust_overlay)
targets += generated/overlay.yaml
$(gen)/bindings.rs $(gen)/constants.rs $(gen)/uapi.rs: $(gen)/overlay.yaml
$(gen)/overlay.yaml: $(gen)/probes.h
endif

quiet_cmd_bindgen = BINDGEN $@
      cmd_bindgen = rm -f $(gen)/shims_static.c; $(BINDGEN) $(bindings-header) $(bindgen-flags) \
	$(call bindgen-allow,$(gen)) \
	--allowlist-function 'rust_helper_.*' \
	$(bindgen-opaque) $(bindgen-again) \
	$(bindgen-wrap) --wrap-static-fns-path $(gen)/shims_static.c \
	--depfile $(depfile) -o $@ -- $(bindgen-c-flags) $(call bindgen-finish,,$@)

$(gen)/bindings.rs: private part-of-module = y
$(gen)/bindings.rs: $(bindings-header) $(gen)/demand $(gen)/aliases $(rust)/bindings/opaque \
		$(rust)/helpers/list.h $(addprefix $(rust)/kbuild/,enums.awk declarations.awk packed.awk words.awk) FORCE
	$(call if_changed_dep,bindgen)

quiet_cmd_rust_macros = GEN     $@
      cmd_rust_macros = $(bindgen-macros) -MD -MF $(depfile) -MT $@ $(bindings-header) | \
	$(bindgen-macro-names) > $@

$(gen)/macros: private part-of-module = y
$(gen)/macros: $(bindings-header) FORCE
	$(call if_changed_dep,rust_macros)

filechk_rust_aliases = $(bindgen-aliases) $(gen)/macros $(gen)/demand

$(gen)/aliases: $(gen)/macros $(gen)/demand $(rust)/kbuild/aliases.awk FORCE
	$(call filechk,rust_aliases)

filechk_rust_constants_h = echo '$(pound)include "$(bindings-header)"'; \
	$(call bindgen-demanded-macros,$(gen)) | \
	$(AWK) -f $(rust)/kbuild/constants.awk $(gen)/bindings.rs -

$(gen)/constants.h: $(gen)/bindings.rs $(gen)/macros $(gen)/demand $(rust)/kbuild/constants.awk FORCE
	$(call filechk,rust_constants_h)

quiet_cmd_bindgen_constants = BINDGEN $@
      cmd_bindgen_constants = $(BINDGEN) $(gen)/constants.h $(bindgen-flags) \
	--allowlist-var 'rust_const_.*' --blocklist-item 'rust_helper_.*' \
	--depfile $(depfile) -o $@ -- $(bindgen-c-flags)

$(gen)/constants.rs: private part-of-module = y
$(gen)/constants.rs: $(gen)/constants.h FORCE
	$(call if_changed_dep,bindgen_constants)

quiet_cmd_rust_names = GEN     $@
      cmd_rust_names = $(AWK) -f $(rust)/kbuild/names.awk $(gen)/bindings.rs $(gen)/constants.rs \
	$(gen)/aliases > $@

$(gen)/names.rs: $(gen)/bindings.rs $(gen)/constants.rs $(gen)/aliases $(rust)/kbuild/names.awk FORCE
	$(call if_changed,rust_names)

quiet_cmd_rust_safe = GEN     $@
      cmd_rust_safe = $(AWK) -f $(rust)/kbuild/declarations.awk -f $(rust)/kbuild/safe.awk \
	$(rust)/bindings/safe $(gen)/aliases $(gen)/bindings.rs > $@

$(gen)/safe.rs: $(gen)/bindings.rs $(gen)/aliases $(rust)/bindings/safe \
		$(addprefix $(rust)/kbuild/,declarations.awk safe.awk) FORCE
	$(call if_changed,rust_safe)

$(obj)/bindings.o: $(addprefix $(gen)/,bindings.rs constants.rs names.rs safe.rs)

# For modules outside of the tree: what need not be generated for them.
quiet_cmd_rust_known = GEN     $@
      cmd_rust_known = $(AWK) -f $(rust)/kbuild/known.awk $(filter %.rs,$^) | LC_ALL=C sort -u > $@

$(gen)/known: $(gen)/bindings.rs $(gen)/constants.rs $(gen)/names.rs $(rust)/kbuild/known.awk FORCE
	$(call if_changed,rust_known)
always-y += generated/known

quiet_cmd_bindgen_uapi = BINDGEN $@
      cmd_bindgen_uapi = $(BINDGEN) $(rust)/uapi/uapi_helper.h $(bindgen-flags) \
	--allowlist-file '.*/uapi/.*' $(bindgen-uapi-again) \
	$(if $(rust-long-long-align),,--no-layout-tests) --depfile $(depfile) -o $@ -- $(bindgen-c-flags) \
	$(call bindgen-packed,$@)

$(gen)/uapi.rs: private part-of-module = y
$(gen)/uapi.rs: $(rust)/uapi/uapi_helper.h $(rust)/kbuild/packed.awk FORCE
	$(call if_changed_dep,bindgen_uapi)

$(obj)/uapi.o: $(gen)/uapi.rs

$(addprefix $(gen)/,bindings.rs constants.rs uapi.rs): $(bindgen-version)

targets += $(addprefix generated/,bindings.rs macros aliases constants.h constants.rs names.rs safe.rs uapi.rs demand known)

$(gen)/bindings.rs $(gen)/macros $(gen)/tags $(gen)/constants.rs: $(gen)/probes.h

# The shims: generated wrappers, declared ones, and what an older tree lacks. What is
# inlined everywhere is not linked.
compat-sources := alloc block faux interrupt
shim-objects := $(if $(CONFIG_RUST_INLINE_HELPERS),,generated/shims.o helpers/helpers.o) \
	$(if $(rust-stock),,$(compat-sources:%=compat/%.o))
obj-y += $(shim-objects)
always-y += $(shim-objects)
CFLAGS_helpers/helpers.o := $(bindgen-drift)
$(addprefix $(obj)/,$(shim-objects)): $(gen)/probes.h
# bindgen confuses `struct s *` with `const struct s *` where a header names the second before the
# structure is declared.
CFLAGS_generated/shims.o := -Wno-missing-prototypes -Wno-missing-declarations \
	$(if $(CONFIG_CC_IS_CLANG),-Wno-incompatible-pointer-types-discards-qualifiers,-Wno-discarded-qualifiers)

# bindgen writes no file when no static inline function was asked for, and says twice that
# a constant is one.
filechk_rust_shims = if [ -e $(gen)/shims_static.c ]; then \
	sed 's/\<const const\>/const/g' $(gen)/shims_static.c; fi

$(gen)/shims.c: $(gen)/bindings.rs FORCE
	$(call filechk,rust_shims)
targets += generated/shims.c generated/shims_static.c

# The same as bitcode, for the image and for modules: MODULE changes what is inline.
quiet_cmd_rust_shims_bc = CLANG   $@
      cmd_rust_shims_bc = $(bindgen-bitcode) -I$(gen) -MMD -MF $(depfile) -MT $@ \
	$(rust)/helpers/inline.c -o $@

$(gen)/shims_module.bc: private part-of-module = y
$(gen)/shims.bc $(gen)/shims_module.bc: $(gen)/shims.c $(rust)/helpers/inline.c FORCE
	$(call if_changed_dep,rust_shims_bc)

ifdef CONFIG_RUST_INLINE_HELPERS
always-y += generated/shims_module.bc
ifndef rust-stock
always-y += generated/shims.bc
$(obj)/kernel.o: $(gen)/shims.bc
endif
endif
targets += generated/shims.bc generated/shims_module.bc

flags-bindings := --cap-lints=allow
flags-uapi := --cap-lints=allow
