# SPDX-License-Identifier: GPL-2.0-only
#
# sparc of 64 bits: rustc's Linux target without floating point. Global registers 4 and 5 are the
# kernel's own: the task and the processor's data.

rust-target := sparc64-unknown-linux-gnu
rust-target-features := +soft-float$(comma)+reserve-g4$(comma)+reserve-g5
rust-bindgen-target := sparc64-linux-gnu

# The image and its modules are below 4 GiB.
rust-arch-flags := -Ccode-model=small
rust-arch-clang-flags = -mcpu=v9 -mno-fpu -ffixed-g4 -ffixed-g5

# rustc counts inline assembly among the unstable features here.
rust-arch-features := asm_experimental_arch
