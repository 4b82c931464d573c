# SPDX-License-Identifier: GPL-2.0-only
#
# Read by Kbuild in place of the Kbuild file of a module's folder (kbuild-file= on make's
# command line): that file, and the rules for Rust sources.

include $(or $(wildcard $(src)/Kbuild),$(src)/Makefile)

ifneq ($(filter %/Makefile.build,$(MAKEFILE_LIST)),)
ifneq ($(wildcard $(src)/*.rs),)
include $(rust-out)/settings
include $(rust-src)/kbuild/driver.mk
endif
endif
