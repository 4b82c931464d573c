# SPDX-License-Identifier: GPL-2.0-only
#
# `make rust-analyzer`: rust-project.json from the crate table. Configuration comes
# from one --cfg file, read by the generator once and written once.

define rust-project-row
$(1) $(kind-$(1)) $(edition-$(1)) $(root-$(1)) $(subst $(space),$(comma),$(strip $(deps-$(1))))

endef

PHONY += rust-analyzer
rust-analyzer:
	$(Q)$(file >$(gen)/crates.txt,$(foreach c,$(crates),$(call rust-project-row,$(c)))):
	$(Q)$(PYTHON3) $(rust)/kbuild/rust_project.py --obj $(abspath $(obj)) \
		--tree $(abspath $(srctree)) --cfg $(rust-cfg) --crates $(gen)/crates.txt \
		--drivers "$(driver-crates)" --target $(rust-target) \
		> $(abspath $(objtree))/rust-project.json.tmp
	$(Q)mv $(abspath $(objtree))/rust-project.json.tmp $(abspath $(objtree))/rust-project.json
	@echo "  Wrote rust-project.json"
