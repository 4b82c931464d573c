# SPDX-License-Identifier: GPL-2.0-only
#
# `make rust-analyzer`: rust-project.json from the crate table. Configuration comes
# from one --cfg file, read by the generator once and written once.

define rust-project-row
$(1) $(kind-$(1)) $(edition-$(1)) $(root-$(1)) $(subst $(space),$(comma),$(strip $(deps-$(1))))

endef

# For an external module the file lies beside its sources.
rust-project = $(abspath $(or $(KBUILD_EXTMOD),$(objtree)))/rust-project.json

PHONY += rust-analyzer
rust-analyzer: $(rust-cfg) $(gen)/driver.args
	$(Q)$(file >$(gen)/crates.txt,$(foreach c,$(crates),$(call rust-project-row,$(c)))):
	$(Q)$(PYTHON3) $(rust)/kbuild/rust_project.py --obj $(abspath $(obj)) \
		--tree $(abspath $(srctree)) --cfg $(rust-cfg) --crates $(gen)/crates.txt \
		--drivers "$(driver-crates)" --target $(rust-target) \
		$(if $(KBUILD_EXTMOD),--module $(abspath $(KBUILD_EXTMOD))) > $(rust-project).tmp
	$(Q)mv $(rust-project).tmp $(rust-project)
	@echo "  Wrote $(rust-project)"
