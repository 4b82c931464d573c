# SPDX-License-Identifier: GPL-2.0-only
#
# Documentation: rustdoc for every target crate, and the examples of the `kernel`
# crate as a KUnit suite that runs at boot.

rustdoc-common = $(rust-env) $(RUSTDOC) --edition=$(edition-$(crate)) --crate-name $(crate) \
	$(if $(filter target,$(kind-$(crate))),$(rust-flags)) $(flags-$(crate)) \
	@$(rust-cfg) $(call crate-externs,$(crate)) -L $(obj) -Zunstable-options

rust-doctests-$(CONFIG_RUST_KERNEL_DOCTESTS) := doctests_kernel_generated.o
obj-y += $(rust-doctests-y)
always-y += $(rust-doctests-y)
targets += doctests_kernel_generated.rs generated/doctests.json

quiet_cmd_rustdoc_examples = RUSTDOC $@
      cmd_rustdoc_examples = $(rustdoc-common) --output-format=doctest -o - $(root-$(crate)) > $@

$(gen)/doctests.json: private crate := kernel
$(gen)/doctests.json: $(obj)/kernel.o FORCE
	+$(call if_changed,rustdoc_examples)

quiet_cmd_rust_doctests = GEN     $@
      cmd_rust_doctests = $(PYTHON3) $(rust)/kbuild/doctests.py --tree $(srctree) $< > $@

$(obj)/doctests_kernel_generated.rs: $(gen)/doctests.json $(rust)/kbuild/doctests.py FORCE
	$(call if_changed,rust_doctests)

quiet_cmd_rust_doctests_o = $(quiet_rustc) $@
      cmd_rust_doctests_o = RUST_MODFILE=rust/doctests RUSTC_BOOTSTRAP=1 $(RUSTC) \
	$(rust-flags) @$(rust-cfg) @$(gen)/driver.args -L $(obj) --edition=2021 \
	-Zcrate-attr='feature($(rust-driver-features))' --crate-type rlib \
	--crate-name doctests_kernel --out-dir $(obj) --emit=dep-info=$(depfile) \
	$(rust-emit) $< $(rust-tidy-deps) $(rust-codegen) $(rust-shorten); \
	$(CONFIG_SHELL) $(rust)/kbuild/used.sh image $@ $(obj)/library.o \
	$(gen)/exports.h $(rust-objtool)

define rule_rust_doctests_o
	$(call cmd_and_fixdep,rust_doctests_o)
	$(call cmd,gen_objtooldep)
endef

$(obj)/doctests_kernel_generated.o: private is-standard-object := y
$(obj)/doctests_kernel_generated.o: $(obj)/doctests_kernel_generated.rs \
		$(call crate-lib-all,$(driver-crates)) $(gen)/driver.args $(gen)/exports.h $(rust-shims) FORCE
	+$(call if_changed_rule,rust_doctests_o)

# `make rusttest`: the host tests are not part of a tree.
PHONY += rusttest
rusttest:
	@echo "The host tests are in the layer's own repository: run 'make test' there." >&2; exit 1

# `make rustdoc`: HTML of what a driver author reads.
rustdoc-crates := core ffi pin_init macros bindings kernel
rustdoc-out := $(objtree)/Documentation/output/rust/rustdoc

quiet_cmd_rustdoc_html = RUSTDOC $(crate)
      cmd_rustdoc_html = $(rustdoc-common) $(rustdoc-kind-$(kind-$(crate))) \
	--out-dir $(rustdoc-out) -A rustdoc::all $(root-$(crate))
rustdoc-kind-macro := --crate-type proc-macro --extern proc_macro

PHONY += rustdoc $(addprefix rustdoc-,$(rustdoc-crates))
rustdoc: $(addprefix rustdoc-,$(rustdoc-crates))
	@echo "  Open $(rustdoc-out)/kernel/index.html"

$(foreach c,$(rustdoc-crates),$(eval rustdoc-$(c): private crate := $(c)))
$(addprefix rustdoc-,$(rustdoc-crates)): rustdoc-%:
	+$(call cmd,rustdoc_html)
