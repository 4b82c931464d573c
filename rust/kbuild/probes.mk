# SPDX-License-Identifier: GPL-2.0-only
#
# Questions to the tree's headers, a file each under compat/probes/. The answers are
# macros for C (generated/probes.h) and cfgs for Rust (part of generated/rustc_cfg).

probe-names := $(patsubst $(rust)/compat/probes/%.c,%,$(sort $(wildcard $(rust)/compat/probes/*.c)))
probe-answers := $(foreach p,$(probe-names),$(obj)/generated/probes/$(p).h)

quiet_cmd_rust_probe = PROBE   $@
      cmd_rust_probe = $(CONFIG_SHELL) $(rust)/kbuild/probe.sh $@ $(depfile) $< \
	$(CC) $(filter-out -Wp%,$(c_flags))

$(obj)/generated/probes/%.h: $(rust)/compat/probes/%.c $(rust)/compat/probe.h \
		$(rust)/kbuild/probe.sh FORCE
	$(call if_changed_dep,rust_probe)

filechk_rust_probes = cat /dev/null $(probe-answers)

$(obj)/generated/probes.h: $(probe-answers) FORCE
	$(call filechk,rust_probes)

targets += $(foreach p,$(probe-names),generated/probes/$(p).h) generated/probes.h
ccflags-y += -I$(obj)/generated
