# SPDX-License-Identifier: GPL-2.0-only
#
# Rules for Rust sources anywhere in the tree and in external modules:
# x.rs -> x.o, x.s, x.ll, x.rsi. Read at the end of scripts/Makefile.build, so
# that rules of the same shape further up give way.

rust-src ?= $(srctree)/rust
rust-out ?= $(objtree)/rust

ifneq ($(CONFIG_RUST)$(rust-stock),)
ifeq ($(filter rust $(objtree)/rust,$(obj)),)

include $(rust-src)/kbuild/flags.mk

rust-driver-args := $(rust-out)/generated/driver.args

# The sources that have an object here: those beside the Kbuild file, and those that it
# names in folders below. Kbuild may have prefixed the names, or not yet.
rust-named := $(patsubst $(obj)/%,%,$(real-obj-y) $(real-obj-m)) \
	$(foreach m,$(obj-y) $(obj-m),$(or $(strip $($(m:.o=-y)) $($(m:.o=-objs)) $($(m:.o=-m))),$(m)))
rust-sources := $(sort $(wildcard $(src)/*.rs \
	$(patsubst %.o,$(src)/%.rs,$(foreach o,$(filter %.o,$(rust-named)),$(if $(findstring /,$(o)),$(o))))))

ifneq ($(KBUILD_EXTMOD),)
ifneq ($(rust-sources),)
include $(rust-src)/kbuild/module_bindings.mk
endif
endif

include $(rust-src)/kbuild/uses.mk

rust-driver-crate = $(subst -,_,$(basename $(notdir $@)))

# C's compilers make what is cold small, as __init and __exit are. rustc's `cold` alone does not say so.
rust-small := init_module:optsize cleanup_module:optsize

rust-driver = RUST_MODFILE=$(modfile) RUSTC_BOOTSTRAP=1 $(rust-compiler) \
	$(rust-flags) $(rust-lints) -Aunused_features $(rust-module-flags) \
	$(subdir-rustflags-y) $(rustflags-y) $(RUSTFLAGS_$(target-stem).o) \
	@$(rust-cfg) @$(rust-driver-args) -L $(rust-out) $(rust-uses) \
	--edition=2021 -Zallow-features=$(rust-driver-features) -Zcrate-attr=no_std \
	-Zcrate-attr='feature($(rust-driver-features))' \
	--crate-type rlib --crate-name $(rust-driver-crate) $(addprefix -Cllvm-args=-force-attribute=,$(rust-small)) \
	--out-dir $(dir $@) --emit=dep-info=$(depfile)

# Kbuild runs a command under `set -e`, which an `&&` would switch off for what comes
# before it.
quiet_cmd_rust_driver_o = $(quiet_rustc) $(quiet_modtag) $@
      cmd_rust_driver_o = $(if $(rust-exporting),$(rust-export-names)) \
	$(rust-driver) $(rust-export-flags) $(rust-emit) $< $(rust-tidy-deps) \
	$(rust-codegen-driver) $(rust-shorten); \
	$(CONFIG_SHELL) $(rust-src)/kbuild/used.sh $(rust-complete) $(rust-objtool) $(rust-export)

# Beside a kernel that has nothing for Rust a driver carries all that it reaches.
rust-complete = $(if $(rust-stock),whole $@ $(rust-out)/library.o $(rust-out)/base.o, \
	$(if $(part-of-module),complete,image) $@ $(rust-out)/library.o $(rust-out)/generated/exports.h $(rust-shims-object))

# A driver is made anew when the crates under it and the shims in it are.
cmd_rust_driver_deps = echo '$@: $(rust-out)/libkernel.rmeta $(rust-shims)' >> $(dot-target).cmd

define rule_rust_driver_o
	$(call cmd_and_fixdep,rust_driver_o)
	$(call cmd,rust_driver_deps)
	$(call cmd,rust_export_sums)
	$(call cmd,gen_objtooldep)
endef

quiet_cmd_rust_driver_s = $(quiet_rustc) $(quiet_modtag) $@
      cmd_rust_driver_s = $(rust-driver) $(rust-emit) $< $(rust-tidy-deps) \
	$(rust-codegen-driver)

define rule_rust_driver_s
	$(call cmd_and_fixdep,rust_driver_s)
	$(call cmd,rust_driver_deps)
endef

quiet_cmd_rust_driver_ll = $(quiet_rustc) $(quiet_modtag) $@
      cmd_rust_driver_ll = $(rust-driver) --emit=llvm-ir=$@ $< $(rust-tidy-deps)

define rule_rust_driver_ll
	$(call cmd_and_fixdep,rust_driver_ll)
	$(call cmd,rust_driver_deps)
endef

quiet_cmd_rust_driver_rsi = $(quiet_rustc) $(quiet_modtag) $@
      cmd_rust_driver_rsi = $(rust-driver) -Zunpretty=expanded $< > $@; \
	{ ! command -v $(RUSTFMT) >/dev/null || $(RUSTFMT) --edition 2021 $@; }

define rule_rust_driver_rsi
	$(call cmd_and_fixdep,rust_driver_rsi)
	$(call cmd,rust_driver_deps)
endef

# A kernel without Rust may have pattern rules of the same shape, which are read later
# and would win: there each source has its rule.
rust-each = $(if $(rust-stock),$(patsubst $(src)/%.rs,$(obj)/%.$(1),$(rust-sources)):)

$(call rust-each,o) $(obj)/%.o: $(obj)/%.rs FORCE
	+$(call if_changed_rule,rust_driver_o)

$(call rust-each,s) $(obj)/%.s: $(obj)/%.rs FORCE
	+$(call if_changed_rule,rust_driver_s)

$(call rust-each,ll) $(obj)/%.ll: $(obj)/%.rs FORCE
	+$(call if_changed_rule,rust_driver_ll)

$(call rust-each,rsi) $(obj)/%.rsi: $(obj)/%.rs FORCE
	+$(call if_changed_rule,rust_driver_rsi)

endif
endif
