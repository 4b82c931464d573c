# SPDX-License-Identifier: GPL-2.0-only
#
# rustc flags, derived from the kernel's configuration alone. Read by rust/Makefile
# and, through driver.mk, by every directory that holds a Rust object.

# What LLVM adds to Rust's code: checks of the types of indirect calls, return addresses on a stack of their own,
# and checks of memory accesses. Where the kernel chooses at boot it makes the code for such a stack of what signs
# return addresses, by the unwind tables. Where clang optimises it also checks memory accesses, after it has
# optimised; rustc would before.
rust-sanitizers := $(if $(CONFIG_CFI)$(CONFIG_CFI_CLANG),kcfi) \
	$(if $(CONFIG_SHADOW_CALL_STACK),$(if $(CONFIG_DYNAMIC_SCS),,shadow-call-stack)) \
	$(if $(CONFIG_RUST_INLINE_HELPERS),,$(if $(CONFIG_KASAN_GENERIC),kernel-address))

rust-arch := $(rust-src)/arch/$(SRCARCH).mk
include $(rust-arch)

# A target of our own, where one of rustc's wants other features, or may not say what LLVM can add (core.mk).
rust-target-file := $(if $(rust-target-features)$(strip $(rust-sanitizers)),$(rust-out)/generated/target.json)

rust-clippy := $(filter 1,$(KBUILD_CLIPPY) $(CLIPPY))

# For every crate of the layer, host or target. Identifiers beyond ASCII are allowed: what
# zerocopy's macros derive has them, at the places of the user's own.
rust-lints := -Dunsafe_op_in_unsafe_fn -Wmissing_docs \
	-Wunreachable_pub -Wrust_2018_idioms
rust-lints += $(if $(rust-clippy), \
	-Wclippy::all -Wclippy::undocumented_unsafe_blocks \
	-Wclippy::unnecessary_safety_comment -Wclippy::ptr_as_ptr \
	-Wclippy::as_ptr_cast_mut -Wclippy::as_underscore \
	-Wclippy::cast_lossless -Wclippy::ptr_cast_constness \
	-Wclippy::ref_as_ptr -Wclippy::mut_mut)
rust-lints += $(if $(CONFIG_WERROR),-Dwarnings)

include $(rust-src)/compat/names.mk

# Units that clang made one of refer to each other, and pahole stumbles over that.
rust-without-debug := $(if $(rust-stock),$(CONFIG_DEBUG_INFO_BTF))

# For every crate that ends up in the kernel.
rust-flags := -Cpanic=abort -Cembed-bitcode=n -Clto=n -Ccodegen-units=1 \
	-Csymbol-mangling-version=v0 -Zunstable-options \
	-Crelocation-model=static -Zfunction-sections=n -Ztrim-diagnostic-paths=n \
	--sysroot=/dev/null

rust-flags += -Copt-level=$(if $(CONFIG_CC_OPTIMIZE_FOR_SIZE),s,2)
rust-flags += -Cdebug-assertions=$(if $(CONFIG_RUST_DEBUG_ASSERTIONS),y,n)
rust-flags += -Coverflow-checks=$(if $(CONFIG_RUST_OVERFLOW_CHECKS),y,n)
rust-flags += $(if $(CONFIG_FRAME_POINTER),-Cforce-frame-pointers=y)
rust-flags += $(if $(rust-without-debug),,$(if $(CONFIG_DEBUG_INFO_REDUCED),-Cdebuginfo=1, \
	      $(if $(CONFIG_DEBUG_INFO_NONE),,$(if $(CONFIG_DEBUG_INFO),-Cdebuginfo=2))))
rust-flags += -Cforce-unwind-tables=$(if $(CONFIG_UNWIND_TABLES),y -Zuse-sync-unwind=n,n)
rust-flags += --target=$(or $(rust-target-file),$(rust-target)) $(rust-arch-flags) $(if $(rust-words),--cfg=rust_words) \
	$(if $(filter registers=%,$(rust-words)),--cfg=rust_registers) $(if $(rust-long-long-align),--cfg=rust_packed) \
	$(if $(CONFIG_RUST_INLINE_HELPERS),--cfg=rust_inlined)

rust-flags += $(addprefix -Zsanitizer=,$(rust-sanitizers))

# KASAN. Global variables are left out: registering them takes constructors, and those
# would keep every function that is not linked by need.
rust-asan = $(if $(CONFIG_KASAN_GENERIC),asan-globals=0 \
	asan-mapping-offset=$(or $(KASAN_SHADOW_OFFSET),$(CONFIG_KASAN_SHADOW_OFFSET)) \
	asan-stack=$(if $(CONFIG_KASAN_STACK),1,0) \
	asan-instrumentation-with-call-threshold=$(if $(CONFIG_KASAN_INLINE),10000,0) \
	$(if $(CONFIG_CC_HAS_KASAN_MEMINTRINSIC_PREFIX),asan-kernel-mem-intrinsic-prefix=1))
rust-flags += $(if $(filter kernel-address,$(rust-sanitizers)),-Zsanitizer-recover=kernel-address \
	$(addprefix -Cllvm-args=-,$(rust-asan)))

# kCFI. C and Rust agree on a hash where both spell integers by their width. Functions of
# different types stay apart even if they do the same.
rust-flags += $(if $(filter kcfi,$(rust-sanitizers)),-Zmerge-functions=disabled \
	-Zsanitizer-cfi-normalize-integers $(if $(CONFIG_FINEIBT_BHI),-Zsanitizer-kcfi-arity))

rust-flags += $(KRUSTFLAGS)

# CONFIG_ symbols as cfg, written by rust/kbuild/cfg.awk.
rust-cfg := $(rust-out)/generated/rustc_cfg

rust-module-flags = $(if $(part-of-module),--cfg MODULE $(rust-arch-module-flags))

quiet_rustc := $(if $(rust-clippy),CLIPPY,RUSTC)
rust-compiler := $(if $(rust-clippy),$(CLIPPY_DRIVER),$(RUSTC))

# The unstable features a driver may use.
rust-driver-features := arbitrary_self_types,derive_coerce_pointee,used_with_arg$(addprefix $(comma),$(rust-arch-features))

# What objtool has to say after a Rust object is made, as the rest of a shell line.
# Newer trees begin cmd_objtool with a semicolon, older ones do not.
rust-objtool = $(if $(strip $(cmd_objtool)),; $(patsubst ;%,%,$(strip $(cmd_objtool))))

# Names that are too long for the kernel's tables become short, as the rest of a shell line.
rust-shorten = ; $(CONFIG_SHELL) $(rust-src)/kbuild/shorten.sh $@ \
	$(rust-name-max) $(rust-name-max-global) '$(rust-own-calls)'

# Of rustc's dependency file the first rule is what fixdep wants; older ones stumble
# over the rest.
rust-tidy-deps = ; sed -i '2,$$d' $(depfile)

include $(rust-src)/kbuild/inline.mk

export CLIPPY_CONF_DIR := $(rust-src)/kbuild
