# SPDX-License-Identifier: GPL-2.0-only
#
# powerpc of 64 bits: rustc's Linux targets without floating point and vectors. For big
# endian that of another C library, which has version 2 of the ABI as the kernel has.

rust-ppc-endian := $(if $(CONFIG_CPU_LITTLE_ENDIAN),le)
rust-target := powerpc64$(rust-ppc-endian)-unknown-linux-$(if $(rust-ppc-endian),gnu,musl)
rust-target-features := -hard-float$(comma)-altivec$(comma)-vsx
rust-bindgen-target := powerpc64$(rust-ppc-endian)-linux-gnu

rust-arch-flags := --target=$(rust-target-file)
rust-arch-clang-flags = $(filter -mcpu=%,$(c_flags)) -msoft-float $(if $(rust-ppc-endian),,-mabi=elfv2)
