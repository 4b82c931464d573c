# SPDX-License-Identifier: GPL-2.0-only
#
# What nobody calls is not linked. Of `core` the image gets only the functions
# that the layer's own objects reach; a driver that needs another one carries a
# local copy of it (used.sh, called by the rules for drivers).

# Objects of the layer that may call into core.
core-users := $(foreach c,$(filter-out core,$(crates)),$(if $(filter target,$(kind-$(c))),$(c).o))

quiet_cmd_core_used = LD      $@
      cmd_core_used = $(CONFIG_SHELL) $(rust)/kbuild/used.sh pick $@ $(obj)/core.o \
	$(filter-out $(obj)/core.o %.sh FORCE,$^) $(cmd_objtool)

$(obj)/core_used.o: private is-standard-object := y
$(obj)/core_used.o: $(obj)/core.o $(addprefix $(obj)/,$(core-users)) $(rust)/kbuild/used.sh FORCE
	$(call if_changed,core_used)

obj-y := $(filter-out core.o,$(obj-y)) core_used.o
always-y += core_used.o
