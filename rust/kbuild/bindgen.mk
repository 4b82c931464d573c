# SPDX-License-Identifier: GPL-2.0-only
#
# How bindgen is called: for the tree (bindings.mk) and for what a module outside of
# it needs besides (module_bindings.mk).

# What changes a declaration or a layout is passed on; the rest of the C
# compiler's flags is for code generation, and libclang need not know it.
bindgen-pass := -I% -D% -U% -std=% -nostdinc -fshort-wchar -funsigned-char -fms-extensions \
	-fshort-enums -fno-short-enums -m32 -m64 -march=% -mabi=% -mlittle-endian -mbig-endian \
	-mcmodel=% -fsanitize=kcfi
bindgen-passed = $(filter-out $(rust-arch-clang-drop),$(filter $(bindgen-pass),$(1)))
bindgen-c-flags-all = $(c_flags) -DMODULE -D__BINDGEN__
bindgen-c-flags = --target=$(rust-bindgen-target) $(bindgen-overlaid) \
	$(call bindgen-includes,$(bindgen-c-flags-all)) \
	$(call bindgen-passed,$(bindgen-c-flags-all)) \
	-idirafter $(rust-out)/generated -fno-builtin -w $(bindgen-extra-c-flags)

# Where clang aligns 64-bit numbers otherwise than C does (rust-long-long-align), it reads changed headers.
bindgen-overlay ?= $(abspath $(rust-out))/generated/overlay
bindgen-overlaid = $(if $(rust-long-long-align),-ivfsoverlay $(bindgen-overlay).yaml -include $(bindgen-overlay)/types.h)

# Makes them of the headers that $(1) says how to read, and puts their names into the file $(2).
bindgen-make-overlay = $(bindgen-cc) -M -MT $@ -MF $(2) $(1); \
	$(CONFIG_SHELL) $(rust-src)/kbuild/overlay.sh $(rust-long-long-align) $(bindgen-overlay) < $(2)

# `-include FILE` and `-isystem DIR` are two words.
bindgen-includes = \
	$(foreach w,$(filter include!%,$(subst -include ,include!,$(1))),-include $(patsubst include!%,%,$(w))) \
	$(foreach w,$(filter isystem!%,$(subst -isystem ,isystem!,$(1))),-isystem $(patsubst isystem!%,%,$(w)))

bindgen-flags := --rust-target 1.85 --rust-edition 2021 --use-core --with-derive-default \
	--with-derive-custom-struct '.*=MaybeZeroable' \
	--with-derive-custom-union '.*=MaybeZeroable' \
	--ctypes-prefix ffi --no-debug '.*' --no-doc-comments \
	--enable-function-attribute-detection --generate-block

# Those types are spelled out in rust/bindings/. Two kinds of keys have the names of functions, which C
# inlines where the key's address is a constant and nowhere else. So it is with branches: a shim of one can be
# inlined, and not called.
bindgen-wrap := --experimental --wrap-static-fns --wrap-static-fns-suffix __rust_shim \
	--blocklist-type '__kernel_(size|ssize|ptrdiff)_t' --blocklist-function 'static_key_(false|true)' \
	$(if $(CONFIG_RUST_INLINE_HELPERS),,--blocklist-function 'arch_static_branch(_jump)?')

bindgen-opaque = $(shell $(AWK) '!/^$(pound)/ && NF { print "--opaque-type \047" $$1 "(__bindgen_ty_.*)?\047" }' \
	$(rust-src)/bindings/opaque)

# What C's headers define twice, with the second value; bindgen takes the first. For `bindings` the C
# compiler is asked.
bindgen-again := $(foreach m,$(rust-macros-again),--blocklist-item '$(firstword $(subst =, ,$(m)))')
bindgen-uapi-again := $(bindgen-again) $(foreach m,$(rust-macros-again), \
	--raw-line 'pub const $(firstword $(subst =, ,$(m))): u32 = $(lastword $(subst =, ,$(m)));')

# The C compiler, for what bindgen reads.
bindgen-cc = $(CC) $(filter-out -Wp%,$(c_flags)) -idirafter $(rust-out)/generated -D__BINDGEN__ -w

# The object-like macros of a header, and the name that one stands for if that is all of it.
bindgen-macros = $(bindgen-cc) -E -dM
bindgen-macro-names = $(AWK) '$$1 == "$(pound)define" && $$2 !~ /\(/ { \
	print $$2 (NF == 3 && $$3 ~ /^[A-Za-z_][A-Za-z0-9_]*$$/ ? " " $$3 : "") }' | LC_ALL=C sort -u
bindgen-aliases = $(AWK) -f $(rust-src)/kbuild/aliases.awk
# Of a folder with demand, macros and aliases: the macros among the names, and what bindgen is asked for.
bindgen-demanded-macros = cut -d' ' -f1 $(1)/macros | LC_ALL=C sort -u | LC_ALL=C comm -12 - $(1)/demand
bindgen-allow = --allowlist-item "$$({ cat $(1)/demand; cut -d' ' -f2 $(1)/aliases; \
	$(AWK) -f $(rust-src)/kbuild/enums.awk $(1)/demand; } | paste -sd'|')"

# Where the two sides pass some arguments differently, the rest of a shell line: changes what bindgen made of
# functions with such. Other files than that one are read for their types.
bindgen-words = $(if $(rust-words), && $(AWK) -v passes=$(words $(1) $(2) $(2)) $(addprefix -v ,$(rust-words)) \
	-f $(rust-src)/kbuild/declarations.awk -f $(rust-src)/kbuild/words.awk $(1) $(2) $(2) > $(2).words && mv $(2).words $(2))

# The rest of a shell line: what bindgen puts bit fields into may be zero, as what they are made of.
bindgen-bit-fields = && if grep -q '^pub struct __BindgenBitfieldUnit' $(1); then echo \
	'unsafe impl<Storage: Zeroable> Zeroable for __BindgenBitfieldUnit<Storage> {}' >> $(1); fi

# Where clang's alignment of 64-bit numbers is not C's, the rest of a shell line: puts them where C has them.
bindgen-packed = $(if $(rust-long-long-align), && $(AWK) -f $(rust-src)/kbuild/packed.awk $(1) $(1) > $(1).packed && mv $(1).packed $(1))

# The rest of a shell line: what is done with bindgen's output $(2), beside the file $(1) if there is one.
bindgen-finish = $(call bindgen-bit-fields,$(2))$(call bindgen-packed,$(2))$(call bindgen-words,$(1),$(2))

# What a shim's prototype says and what C's says agree, or the build ends.
bindgen-drift := -Werror=incompatible-pointer-types -Werror=int-conversion

# Bitcode of shims. It is optimised where it is inlined, with the arguments that are
# known there. A unit of Rust that refers to one of C makes pahole take all for one, and none can be left out.
bindgen-bitcode = $(RUST_CLANG) $(rust-clang-flags) $(call bindgen-includes,$(c_flags)) \
	$(call bindgen-passed,$(c_flags)) -idirafter $(rust-out)/generated $(bindgen-extra-c-flags) \
	$(addprefix -include ,$(wildcard $(rust-src)/arch/$(SRCARCH).h)) $(bindgen-drift) -Xclang -disable-llvm-passes -emit-llvm -c \
	$(if $(CONFIG_DEBUG_INFO_BTF),-g0)
