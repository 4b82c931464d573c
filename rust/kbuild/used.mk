# SPDX-License-Identifier: GPL-2.0-only
#
# What nobody calls is not linked. Library crates are no part of the image by
# themselves: the image gets the functions that the layer's own objects reach and what
# most drivers print with; a driver that needs more carries a local copy of it (used.sh,
# called by the rules for drivers).

quiet_cmd_library_used = LD      $@
      cmd_library_used = $(CONFIG_SHELL) $(rust)/kbuild/used.sh pick $@ $(obj)/library.o \
	$(obj)/kernel.o $(rust-objtool)

$(obj)/library_used.o: private is-standard-object := y
$(obj)/library_used.o: $(obj)/library.o $(obj)/kernel.o $(rust)/kbuild/used.sh \
		$(rust)/kbuild/used.lds $(rust)/kbuild/offered FORCE
	$(call if_changed,library_used)

obj-y += library_used.o
always-y += library_used.o
