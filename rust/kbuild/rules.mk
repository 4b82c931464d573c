# SPDX-License-Identifier: GPL-2.0-only
#
# The commands behind the crate table.

# objtree is "." or an absolute path; include!() in Rust sources wants the latter.
rust-env = RUST_OBJTREE=$(abspath $(rust-out)) RUST_MODFILE=rust/$(crate) RUSTC_BOOTSTRAP=1 \
	$(env-$(crate))

crate-common = --crate-name $(crate) --edition=$(edition-$(crate)) \
	--out-dir $(obj) --emit=dep-info=$(depfile) $(call crate-externs,$(crate))

quiet_cmd_rust_target = $(quiet_rustc) $@
      cmd_rust_target = $(rust-env) \
	$(if $(filter $(vendor-crates),$(crate)),$(RUSTC),$(rust-compiler)) \
	$(rust-flags) $(crate-lints) $(flags-$(crate)) --crate-type rlib \
	$(crate-common) $(crate-emit) --emit=metadata=$(obj)/lib$(crate).rmeta \
	-L $(obj) $(root-$(crate)) $(rust-tidy-deps) \
	$(crate-codegen) $(crate-objcopy) $(crate-finish)

# The libraries below `kernel` call no C: rustc makes their objects itself, unless they are instrumented or repaired.
crate-by-other = $(filter kernel $(if $(rust-asan)$(rust-repair)$(CONFIG_RUST_CFI_BY_CLANG),$(crate)),$(crate))
crate-emit = $(if $(crate-by-other),$(rust-emit),--emit=obj=$@)
crate-codegen = $(if $(filter kernel,$(crate)),$(rust-codegen) $(rust-note), \
	$(if $(crate-by-other),$(call rust-codegen-alone)))
crate-finish = $(if $(filter $(library-crates),$(crate)),,$(rust-shorten) $(rust-objtool))

# Third-party sources know nothing of the kernel's configuration, nor of our lints.
crate-lints = $(if $(filter $(vendor-crates),$(crate)),,$(rust-lints) @$(rust-cfg))

define rule_rust_target
	$(call cmd_and_fixdep,rust_target)
	$(call cmd,gen_objtooldep)
endef

# Host crates run once per build, at compile time: built fast, not for speed.
rust-host-flags := -Copt-level=0 -Cdebuginfo=0 -Cstrip=debuginfo -Zallow-features= \
	$(HOSTRUSTFLAGS)

quiet_cmd_rust_host = HOSTRUSTC $@
      cmd_rust_host = RUSTC_BOOTSTRAP=1 $(HOSTRUSTC) $(rust-host-flags) $(flags-$(crate)) \
	--crate-type rlib $(crate-common) --emit=link=$@ -L $(obj) $(root-$(crate)) $(rust-tidy-deps)

quiet_cmd_rust_macro = HOSTRUSTC $@
      cmd_rust_macro = RUSTC_BOOTSTRAP=1 $(HOSTRUSTC) $(rust-host-flags) \
	$(if $(filter $(vendor-crates),$(crate)),,$(rust-lints)) $(flags-$(crate)) \
	--crate-type proc-macro --extern proc_macro $(crate-common) \
	--emit=link=$@ -L $(obj) $(root-$(crate)) $(rust-tidy-deps)

# For --cfg: CONFIG_ symbols, from the file that every tree's Kconfig writes, and what
# the probes found.
filechk_rust_cfg = $(AWK) -f $(rust)/kbuild/cfg.awk $< $(rust-settings) $(obj)/generated/probes.h; \
	echo '--cfg=RUST_IN_$(if $(rust-stock),MODULE,IMAGE)'

$(rust-cfg): $(objtree)/include/config/auto.conf $(rust-settings) $(obj)/generated/probes.h $(rust)/kbuild/cfg.awk FORCE
	$(call filechk,rust_cfg)

# What the rules for drivers (driver.mk) pass to rustc to find the crates.
filechk_rust_driver_args = printf -- '--extern=%s\n' $(driver-crates)

$(obj)/generated/driver.args: FORCE
	$(call filechk,rust_driver_args)
always-y += generated/driver.args

# Nothing of generated/ has come with the sources.
clean-files := *.rmeta *.rlib *.so generated
