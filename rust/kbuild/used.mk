# SPDX-License-Identifier: GPL-2.0-only
#
# What nobody calls is not linked. Library crates, `core` first of all, are no part
# of the image by themselves: the image gets the functions that the layer's own
# objects reach and what most drivers print with; a driver that needs more carries a
# local copy of it (used.sh, called by the rules for drivers). A library crate has
# no state, so a copy is as good as the original.

library-crates := $(foreach c,$(filter-out kernel,$(crates)),$(if $(filter target,$(kind-$(c))),$(c)))
$(foreach c,$(library-crates),$(eval flags-$(c) += -Zfunction-sections=y))

quiet_cmd_library = LD      $@
      cmd_library = $(LD) $(KBUILD_LDFLAGS) -r -o $@ $(filter %.o,$^) $(rust-shorten)

$(obj)/library.o: $(patsubst %,$(obj)/%.o,$(library-crates)) FORCE
	$(call if_changed,library)

quiet_cmd_library_used = LD      $@
      cmd_library_used = $(CONFIG_SHELL) $(rust)/kbuild/used.sh pick $@ $(obj)/library.o \
	$(obj)/kernel.o $(rust-objtool)

$(obj)/library_used.o: private is-standard-object := y
$(obj)/library_used.o: $(obj)/library.o $(obj)/kernel.o $(rust)/kbuild/used.sh \
		$(rust)/kbuild/used.lds $(rust)/kbuild/offered FORCE
	$(call if_changed,library_used)

obj-y := $(filter-out $(addsuffix .o,$(library-crates)),$(obj-y)) library_used.o
always-y += library.o library_used.o
