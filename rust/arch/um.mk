# SPDX-License-Identifier: GPL-2.0-only
#
# The kernel as a program of a 64-bit x86 machine. The program may lie far away from what it
# maps for modules, so that addresses have all 64 bits; nothing is moved when it starts.

rust-target := x86_64-unknown-none
rust-bindgen-target := x86_64-linux-gnu

rust-arch-flags := -Ccode-model=large

# C's inline assembly is in the syntax of AT&T, rustc's in Intel's.
rust-arch-flags += --cfg=rust_asm_att_syntax
