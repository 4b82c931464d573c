# SPDX-License-Identifier: GPL-2.0-only
#
# mips of 32 bits, little endian: rustc's bare-metal target, without the conventions of shared
# libraries. Modules are too far away from the kernel for short calls.

rust-target := mipsel-unknown-none
rust-bindgen-target := mipsel-linux-gnu

rust-arch-flags := --target=$(rust-target)
rust-arch-module-flags := -Ctarget-feature=+long-calls
rust-arch-clang-flags = $(filter -march=% -mlong-calls,$(c_flags)) -G0 -mno-abicalls -msoft-float
