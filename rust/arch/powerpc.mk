# SPDX-License-Identifier: GPL-2.0-only
#
# powerpc of 64 bits, and of 32 big endian: rustc's Linux targets without floating point and
# vectors. For big endian of 64 bits that of another C library, which has version 2 of the ABI as
# the kernel has.

rust-ppc-endian := $(if $(CONFIG_CPU_LITTLE_ENDIAN),le)
rust-ppc-v2 := $(if $(CONFIG_PPC64),$(if $(rust-ppc-endian),,y))
rust-ppc-name := powerpc$(if $(CONFIG_PPC64),64)$(rust-ppc-endian)
rust-target := $(rust-ppc-name)-unknown-linux-$(if $(rust-ppc-v2),musl,gnu)
rust-target-features := -hard-float$(if $(CONFIG_PPC64),$(comma)-altivec$(comma)-vsx)
rust-bindgen-target := $(rust-ppc-name)-linux-gnu

# The second of two definitions is the one that counts, and bindgen takes the first.
rust-macros-again := EDEADLOCK=58

rust-arch-clang-flags = $(filter -mcpu=%,$(c_flags)) -msoft-float $(if $(rust-ppc-v2),-mabi=elfv2)
