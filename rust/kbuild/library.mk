# SPDX-License-Identifier: GPL-2.0-only
#
# The library crates, `core` first of all, as one object with a section a function, from
# which parts are picked (used.sh). They have no state, so a copy is as good as the
# original.

library-crates := $(foreach c,$(filter-out kernel,$(crates)),$(if $(filter target,$(kind-$(c))),$(c)))
$(foreach c,$(library-crates),$(eval flags-$(c) += -Zfunction-sections=y))

ifneq ($(redefine-own),)
$(patsubst %,$(obj)/%.o,$(filter-out core compiler_builtins,$(library-crates))): \
	private crate-objcopy = ; $(OBJCOPY) $(redefine-own) $@
endif

quiet_cmd_library = LD      $@
      cmd_library = $(LD) $(KBUILD_LDFLAGS) -r -o $@ $(filter %.o,$^) \
	$(if $(rust-arch-drop),; $(OBJCOPY) $(addprefix --remove-section=,$(rust-arch-drop)) $@) $(rust-shorten)

$(obj)/library.o: $(patsubst %,$(obj)/%.o,$(library-crates)) FORCE
	$(call if_changed,library)

obj-y := $(filter-out $(addsuffix .o,$(library-crates)),$(obj-y))
always-y += library.o
