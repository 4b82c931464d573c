# SPDX-License-Identifier: GPL-2.0-only
#
# A Rust object whose public items other modules use, and objects that use it. In Kbuild files:
#
#   rust-exports-y := a.o
#   RUST_USES_b.o := a.o
#
# a.o then has its symbols exported, and liba.rmeta lies beside it; b.rs names the crate `a`.
# Behind := stand objects of the same folder, of a subfolder, or of any folder that is built
# already, relative or absolute.

rust-exporting = $(filter $(target-stem).o,$(rust-exports-y) $(rust-exports-m))

# Path of an object, in Kbuild's terms -> path of its crate.
rust-crate-of = $(patsubst ./%,%,$(dir $(1)))lib$(subst -,_,$(basename $(notdir $(1)))).rmeta
rust-used-path = $(if $(filter /%,$(1)),,$(obj)/)$(call rust-crate-of,$(1))

rust-uses = $(foreach u,$(RUST_USES_$(target-stem).o), \
	--extern $(subst -,_,$(basename $(notdir $(u))))=$(call rust-used-path,$(u)) \
	-L $(patsubst %/,%,$(dir $(call rust-used-path,$(u)))))

# A crate is named after what it offers: its symbols hold a checksum of that, so no module
# can be linked with, or loaded beside, another state of the crate than it was compiled with.
rust-metadata = $(dir $@)lib$(rust-driver-crate).rmeta
rust-export-names = $(subst $(rust-compiler),$(RUSTC),$(rust-driver)) --cap-lints=allow --emit=metadata=$(dot-target).rmeta $<; \
	version=$$(cksum < $(dot-target).rmeta | tr ' ' -); rm -f $(dot-target).rmeta;
rust-export-flags = $(if $(rust-exporting),-Cmetadata=$$version --emit=metadata=$(rust-metadata))

# How the kernel keeps the checksums of MODVERSIONS.
rust-export-kind = $(if $(CONFIG_MODVERSIONS),$(if $(cmd_gen_symversions_c),lines,$\
	$(if $(CONFIG_MODULE_REL_CRCS),symbols,values)),none)

rust-export = $(if $(rust-exporting),; $(CONFIG_SHELL) $(rust-src)/kbuild/exports_of.sh \
	$@ $(rust-metadata) $(dot-target).symver $(rust-export-kind) $(CC) $(filter-out -Wp%,$(c_flags)))

cmd_rust_export_sums = $(if $(rust-exporting), \
	cat $(dot-target).symver >> $(dot-target).cmd; rm -f $(dot-target).symver,:)

# Crates of this folder come from their objects; those of a subfolder when Kbuild is done
# with it.
rust-use-folders = $(patsubst %/,%,$(filter %/,$(obj-y) $(obj-m))) $(patsubst $(obj)/%,%,$(subdir-ym))

define rust-use-rule
$(obj)/$(1): $(call rust-used-path,$(2))
$(if $(filter $(patsubst %/,%,$(patsubst ./%,%,$(dir $(2)))),$(rust-use-folders)),
$(call rust-used-path,$(2)): $(obj)/$(patsubst %/,%,$(patsubst ./%,%,$(dir $(2)))) ;)

endef

rust-users := $(patsubst RUST_USES_%,%,$(filter RUST_USES_%.o,$(.VARIABLES)))
$(foreach o,$(rust-users),$(foreach u,$(RUST_USES_$(o)),$(eval $(call rust-use-rule,$(o),$(u)))))

define rust-export-rule
$(obj)/$(call rust-crate-of,$(1)): $(obj)/$(1) ;

endef

$(foreach e,$(sort $(rust-exports-y) $(rust-exports-m)),$(eval $(call rust-export-rule,$(e))))
