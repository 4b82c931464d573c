# SPDX-License-Identifier: GPL-2.0-only
#
# riscv64: rustc's bare-metal target, without floating point.

rust-target := riscv64imac-unknown-none-elf
rust-bindgen-target := riscv64-linux-gnu

rust-arch-flags := --target=$(rust-target) -Zdirect-access-external-data=yes \
	$(if $(CONFIG_RISCV_ISA_C),,-Ctarget-feature=-c) \
	$(if $(CONFIG_CMODEL_MEDLOW),-Ccode-model=small)
rust-arch-clang-flags = $(filter -march=%,$(c_flags))
