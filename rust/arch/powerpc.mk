# SPDX-License-Identifier: GPL-2.0-only
#
# powerpc of 64 bits, by its second ABI, and of 32: rustc's Linux targets without floating
# point and vectors.

rust-powerpc := powerpc$(if $(CONFIG_PPC64),64$(if $(CONFIG_CPU_LITTLE_ENDIAN),le))
rust-target := $(rust-powerpc)-unknown-linux-gnu
rust-target-features := -hard-float$(if $(CONFIG_PPC64),$(comma)-altivec$(comma)-vsx)
rust-bindgen-target := $(rust-powerpc)-linux-gnu

rust-arch-flags := --target=$(rust-target-file)
rust-arch-clang-flags = $(filter -mcpu=% -ffixed-%,$(c_flags)) -msoft-float
