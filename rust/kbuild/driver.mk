# SPDX-License-Identifier: GPL-2.0-only
#
# Rules for Rust sources anywhere in the tree and in external modules:
# x.rs -> x.o, x.s, x.ll, x.rsi. Read at the end of scripts/Makefile.build, so
# that rules of the same shape further up give way.

ifdef CONFIG_RUST
ifeq ($(filter rust $(objtree)/rust,$(obj)),)

include $(srctree)/rust/kbuild/flags.mk

rust-driver-args := $(objtree)/rust/generated/driver.args

ifneq ($(KBUILD_EXTMOD),)
ifneq ($(wildcard $(src)/*.rs),)
include $(srctree)/rust/kbuild/module_bindings.mk
endif
endif

rust-driver-crate = $(subst -,_,$(basename $(notdir $@)))

rust-driver = RUST_MODFILE=$(modfile) RUSTC_BOOTSTRAP=1 $(rust-compiler) \
	$(rust-flags) $(rust-lints) -Aunused_features $(rust-module-flags) \
	$(subdir-rustflags-y) $(rustflags-y) $(RUSTFLAGS_$(target-stem).o) \
	@$(rust-cfg) @$(rust-driver-args) -L $(objtree)/rust \
	--edition=2021 -Zallow-features=$(rust-driver-features) -Zcrate-attr=no_std \
	-Zcrate-attr='feature($(rust-driver-features))' \
	--crate-type rlib --crate-name $(rust-driver-crate) \
	--out-dir $(dir $@) --emit=dep-info=$(depfile)

# Kbuild runs a command under `set -e`, which an `&&` would switch off for what comes
# before it.
quiet_cmd_rust_driver_o = $(quiet_rustc) $(quiet_modtag) $@
      cmd_rust_driver_o = $(rust-driver) $(rust-emit) $< $(rust-tidy-deps) \
	$(rust-codegen) $(rust-shorten); \
	$(CONFIG_SHELL) $(srctree)/rust/kbuild/used.sh complete $@ \
	$(objtree)/rust/library.o $(objtree)/rust/generated/exports.h $(rust-shims-object) $(rust-objtool)

# A driver is made anew when the crates under it and the shims in it are.
cmd_rust_driver_deps = echo '$@: $(objtree)/rust/libkernel.rmeta $(rust-shims)' >> $(dot-target).cmd

define rule_rust_driver_o
	$(call cmd_and_fixdep,rust_driver_o)
	$(call cmd,rust_driver_deps)
	$(call cmd,gen_objtooldep)
endef

quiet_cmd_rust_driver_s = $(quiet_rustc) $(quiet_modtag) $@
      cmd_rust_driver_s = $(rust-driver) $(rust-emit) $< $(rust-tidy-deps) \
	$(rust-codegen)

quiet_cmd_rust_driver_ll = $(quiet_rustc) $(quiet_modtag) $@
      cmd_rust_driver_ll = $(rust-driver) --emit=llvm-ir=$@ $< $(rust-tidy-deps)

quiet_cmd_rust_driver_rsi = $(quiet_rustc) $(quiet_modtag) $@
      cmd_rust_driver_rsi = $(rust-driver) -Zunpretty=expanded $< > $@; \
	{ ! command -v $(RUSTFMT) >/dev/null || $(RUSTFMT) --edition 2021 $@; }

$(obj)/%.o: $(obj)/%.rs FORCE
	+$(call if_changed_rule,rust_driver_o)

$(obj)/%.s: $(obj)/%.rs FORCE
	+$(call if_changed_dep,rust_driver_s)

$(obj)/%.ll: $(obj)/%.rs FORCE
	+$(call if_changed_dep,rust_driver_ll)

$(obj)/%.rsi: $(obj)/%.rs FORCE
	+$(call if_changed_dep,rust_driver_rsi)

endif
endif
