# SPDX-License-Identifier: GPL-2.0-only
#
# riscv of 64 and 32 bits: rustc's bare-metal targets, without floating point.

rust-target := riscv$(if $(CONFIG_64BIT),64,32)imac-unknown-none-elf
rust-bindgen-target := riscv$(if $(CONFIG_64BIT),64,32)-linux-gnu

rust-arch-flags := -Zdirect-access-external-data=yes \
	$(if $(CONFIG_RISCV_ISA_C),,-Ctarget-feature=-c) \
	$(if $(CONFIG_CMODEL_MEDLOW),-Ccode-model=small)
rust-arch-clang-flags = $(filter -march=%,$(c_flags))

# GCC's alone.
rust-arch-clang-drop := -mno-riscv-attribute
