# SPDX-License-Identifier: GPL-2.0-only
#
# m68k from the 68020 on: rustc's Linux target. Register a2 is the kernel's own: the task.

rust-target := m68k-unknown-linux-gnu
rust-target-features := +reserve-a2
rust-bindgen-target := m68k-linux-gnu

# Calls and addresses that reach everywhere.
rust-arch-flags := -Ccode-model=large

# rustc counts inline assembly among the unstable features here.
rust-arch-features := asm_experimental_arch

# C has 64-bit numbers at multiples of 2.
rust-long-long-align := 2

# Structures are returned in d0 and d1, as integers are.
rust-words := integers=8

# LLVM divides 32-bit numbers, but calls these for what remains.
rust-own-calls := __umodsi3 __modsi3

# LLVM's back end loses indices and condition codes.
rust-repair-ir := $(rust-src)/arch/m68k_ir.awk
rust-repair-asm := $(rust-src)/arch/m68k_asm.awk
rust-repair := $(rust-repair-ir) $(rust-repair-asm)
rust-arch-clang-flags := -Xclang -mcmodel=large
