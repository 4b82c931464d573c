# SPDX-License-Identifier: GPL-2.0-only
#
# Hexagon: rustc's bare-metal target, without the vector unit. Register 19 is the kernel's own,
# calls reach everywhere, and there is no small data.

rust-target := hexagon-unknown-none-elf
rust-target-features := +reserved-r19$(comma)+long-calls$(comma)-hvx-length128b
rust-bindgen-target := hexagon-linux-musl

rust-arch-clang-flags = $(filter -mv%,$(c_flags)) -G0 -mlong-calls -ffixed-r19 -fno-short-enums

# rustc counts inline assembly among the unstable features here.
rust-arch-features := asm_experimental_arch
