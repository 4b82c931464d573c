# SPDX-License-Identifier: GPL-2.0-only
#
# Turns one row of the crate table into make variables and build rules.
#
#   crates                   every name, in table order
#   kind-N root-N edition-N  the row's cells
#   deps-N                   crates named with --extern
#   flags-N                  extra flags (set by core.mk, vendor.mk, bindings.mk)

crates :=

# A tool that is replaced where it is makes its products anew: its version is part of the
# configuration, and Kconfig touches a file of that name when it changes. Older trees have
# the name in lower case, in folders.
tool-version = $(wildcard $(addprefix $(objtree)/include/config/,$(1)_VERSION_TEXT $(2)/version/text.h))
rustc-version := $(call tool-version,RUSTC,rustc)
bindgen-version := $(call tool-version,BINDGEN,bindgen)

$(obj)/generated/target.json: $(rustc-version)

crate = $(eval $(call crate-row,$(strip $(1)),$(strip $(2)),$(strip $(3)),$(strip $(4)),$(strip $(5))))$(eval $(call crate-rules-$(strip $(2)),$(strip $(1))))

define crate-row
crates += $(1)
kind-$(1) := $(2)
root-$(1) := $(if $(filter /%,$(3)),$(3),$(rust-src)/$(3))
edition-$(1) := $(4)
deps-$(1) := $(5)
endef

# The file that rustc is given for `--extern NAME`.
crate-lib = $(obj)/lib$(1).$(crate-lib-suffix-$(kind-$(1)))
crate-lib-suffix-target := rmeta
crate-lib-suffix-host := rlib
crate-lib-suffix-macro := so

crate-externs = $(foreach d,$(deps-$(1)),--extern $(d)=$(call crate-lib,$(d)))

define crate-rules-target
$(obj)/lib$(1).rmeta: $(obj)/$(1).o ;
$(obj)/$(1).o: private crate := $(1)
$(obj)/$(1).o: private is-standard-object := y
$(obj)/$(1).o: $(root-$(1)) $(call crate-lib-all,$(deps-$(1))) $(rustc-version) \
		$(if $(filter $(vendor-crates),$(1)),,$(rust-cfg)) $(rust-repair) FORCE
	+$$(call if_changed_rule,rust_target)
obj-y += $(1).o
always-y += $(1).o lib$(1).rmeta
endef

define crate-rules-host
$(obj)/lib$(1).rlib: private crate := $(1)
$(obj)/lib$(1).rlib: $(root-$(1)) $(call crate-lib-all,$(deps-$(1))) $(rustc-version) FORCE
	+$$(call if_changed_dep,rust_host)
always-y += lib$(1).rlib
endef

define crate-rules-macro
$(obj)/lib$(1).so: private crate := $(1)
$(obj)/lib$(1).so: $(root-$(1)) $(call crate-lib-all,$(deps-$(1))) $(rustc-version) FORCE
	+$$(call if_changed_dep,rust_macro)
always-y += lib$(1).so
endef

crate-lib-all = $(foreach d,$(1),$(call crate-lib,$(d)))
