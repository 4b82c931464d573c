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
#   constants.rs    demanded macros that need the C compiler to evaluate them
#   names.rs        plain C names for constants and helpers

gen := $(obj)/generated
bindings-header := $(rust)/bindings/bindings_helper.h

# What changes a declaration or a layout is passed on; the rest of the C
# compiler's flags is for code generation, and libclang need not know it.
bindgen-pass := -I% -D% -U% -std=% -nostdinc -fshort-wchar -funsigned-char -fms-extensions \
	-fshort-enums -fno-short-enums -m32 -m64 -march=% -mabi=% -mlittle-endian -mbig-endian \
	-mcmodel=% -fsanitize=kcfi
bindgen-c-flags-all = $(c_flags) -DMODULE -D__BINDGEN__
bindgen-c-flags = --target=$(rust-bindgen-target) \
	$(call bindgen-includes,$(bindgen-c-flags-all)) \
	$(filter $(bindgen-pass),$(bindgen-c-flags-all)) \
	-fno-builtin -w $(bindgen-extra-c-flags)

# `-include FILE` and `-isystem DIR` are two words.
bindgen-includes = \
	$(foreach w,$(filter include!%,$(subst -include ,include!,$(1))),-include $(patsubst include!%,%,$(w))) \
	$(foreach w,$(filter isystem!%,$(subst -isystem ,isystem!,$(1))),-isystem $(patsubst isystem!%,%,$(w)))

bindgen-flags := --rust-target 1.85 --rust-edition 2021 --use-core --with-derive-default \
	--with-derive-custom-struct '.*=MaybeZeroable' \
	--with-derive-custom-union '.*=MaybeZeroable' \
	--ctypes-prefix ffi --no-layout-tests --no-debug '.*' --no-doc-comments \
	--enable-function-attribute-detection --generate-block

# Sources that may name C items. Drivers anywhere in the tree count.
bindings-users = $(sort $(shell find $(rust)/kernel $(rust)/macros $(rust)/bindings -name '*.rs') \
	$(shell cd $(srctree) && find drivers samples/rust net fs sound lib -name '*.rs' 2>/dev/null | sed 's|^|$(srctree)/|'))

demand-names = $$(paste -sd'|' $(gen)/demand)

filechk_rust_demand = $(AWK) -f $(rust)/kbuild/demand.awk $(bindings-users) \
	$(rust)/bindings/extra | LC_ALL=C sort -u

$(gen)/demand: $(rust)/kbuild/demand.awk FORCE
	$(call filechk,rust_demand)

quiet_cmd_bindgen = BINDGEN $@
      cmd_bindgen = $(BINDGEN) $(bindings-header) $(bindgen-flags) \
	--allowlist-item "$(demand-names)|$$($(AWK) -f $(rust)/kbuild/enums.awk $(gen)/demand | paste -sd'|')" \
	--allowlist-function 'rust_helper_.*' \
	--blocklist-type '__kernel_(size|ssize|ptrdiff)_t' \
	$(shell $(AWK) '!/^$(pound)/ && NF { print "--opaque-type", $$1 }' $(rust)/bindings/opaque) \
	--experimental --wrap-static-fns --wrap-static-fns-suffix __rust_shim \
	--wrap-static-fns-path $(gen)/shims_static.c \
	--depfile $(depfile) -o $@ -- $(bindgen-c-flags)

$(gen)/bindings.rs: private part-of-module = y
$(gen)/bindings.rs: $(bindings-header) $(gen)/demand $(rust)/bindings/opaque \
		$(rust)/helpers/list.h $(rust)/kbuild/enums.awk FORCE
	$(call if_changed_dep,bindgen)

quiet_cmd_rust_macros = GEN     $@
      cmd_rust_macros = $(CC) $(filter-out -Wp%,$(c_flags)) -D__BINDGEN__ -w -E -dM $(bindings-header) | \
	$(AWK) '$$1 == "$(pound)define" && $$2 !~ /\(/ { print $$2 }' | LC_ALL=C sort -u > $@

$(gen)/macros: private part-of-module = y
$(gen)/macros: $(gen)/bindings.rs FORCE
	$(call if_changed,rust_macros)

quiet_cmd_rust_constants_h = GEN     $@
      cmd_rust_constants_h = { echo '$(pound)include "$(bindings-header)"'; \
	LC_ALL=C comm -12 $(gen)/macros $(gen)/demand | \
	$(AWK) -f $(rust)/kbuild/constants.awk $(gen)/bindings.rs -; } > $@

$(gen)/constants.h: $(gen)/macros $(gen)/demand $(rust)/kbuild/constants.awk FORCE
	$(call if_changed,rust_constants_h)

quiet_cmd_bindgen_constants = BINDGEN $@
      cmd_bindgen_constants = $(BINDGEN) $(gen)/constants.h $(bindgen-flags) \
	--allowlist-var 'rust_const_.*' --blocklist-item 'rust_helper_.*' \
	-o $@ -- $(bindgen-c-flags)

$(gen)/constants.rs: private part-of-module = y
$(gen)/constants.rs: $(gen)/constants.h FORCE
	$(call if_changed,bindgen_constants)

quiet_cmd_rust_names = GEN     $@
      cmd_rust_names = $(AWK) -f $(rust)/kbuild/names.awk $(gen)/bindings.rs $(gen)/constants.rs > $@

$(gen)/names.rs: $(gen)/bindings.rs $(gen)/constants.rs $(rust)/kbuild/names.awk FORCE
	$(call if_changed,rust_names)

$(obj)/bindings.o: $(gen)/bindings.rs $(gen)/constants.rs $(gen)/names.rs

quiet_cmd_bindgen_uapi = BINDGEN $@
      cmd_bindgen_uapi = $(BINDGEN) $(rust)/uapi/uapi_helper.h $(bindgen-flags) \
	--depfile $(depfile) -o $@ -- $(bindgen-c-flags)

$(gen)/uapi.rs: private part-of-module = y
$(gen)/uapi.rs: $(rust)/uapi/uapi_helper.h FORCE
	$(call if_changed_dep,bindgen_uapi)

$(obj)/uapi.o: $(gen)/uapi.rs

targets += $(addprefix generated/,bindings.rs macros constants.h constants.rs names.rs uapi.rs demand)

# The shims: generated wrappers, declared ones, and what an older tree lacks. What is
# inlined everywhere is not linked.
shim-objects := $(if $(CONFIG_RUST_INLINE_HELPERS),,generated/shims.o helpers/helpers.o) \
	compat/alloc.o compat/interrupt.o
obj-y += $(shim-objects)
always-y += $(shim-objects)
CFLAGS_generated/shims.o := -Wno-missing-prototypes -Wno-missing-declarations

# bindgen writes no file when no static inline function was asked for.
quiet_cmd_rust_shims = GEN     $@
      cmd_rust_shims = touch $(gen)/shims_static.c; cp $(gen)/shims_static.c $@

$(gen)/shims.c: $(gen)/bindings.rs FORCE
	$(call if_changed,rust_shims)
targets += generated/shims.c

# The same as bitcode, for the image and for modules: MODULE changes what is inline.
# It is optimised where it is inlined, with the arguments that are known there.
quiet_cmd_rust_shims_bc = CLANG   $@
      cmd_rust_shims_bc = $(RUST_CLANG) $(rust-clang-flags) \
	$(call bindgen-includes,$(c_flags)) $(filter $(bindgen-pass),$(c_flags)) \
	$(bindgen-extra-c-flags) -I$(gen) -MMD -MF $(depfile) -MT $@ \
	-Xclang -disable-llvm-passes -emit-llvm -c $(rust)/helpers/inline.c -o $@

$(gen)/shims_module.bc: private part-of-module = y
$(gen)/shims.bc $(gen)/shims_module.bc: $(gen)/shims.c $(rust)/helpers/inline.c FORCE
	$(call if_changed_dep,rust_shims_bc)

ifdef CONFIG_RUST_INLINE_HELPERS
always-y += generated/shims.bc generated/shims_module.bc
$(obj)/kernel.o: $(gen)/shims.bc
endif
targets += generated/shims.bc generated/shims_module.bc

flags-bindings := --cap-lints=allow
flags-uapi := --cap-lints=allow
