# SPDX-License-Identifier: GPL-2.0-only
#
# mips of 32 bits, little endian, version 2 of the architecture: rustc's Linux target without
# floating point and without the conventions of shared libraries.

rust-target := mipsel-unknown-linux-gnu
rust-bindgen-target := mipsel-linux-gnu

# Modules, and what is copied to them of the library, are too far away from the image for
# short calls.
rust-target-features := +soft-float$(comma)+noabicalls$(comma)+long-calls$(comma)-fpxx$(comma)-nooddspreg

rust-arch-flags := --target=$(rust-target-file)
rust-arch-clang-flags = $(filter -march=%,$(c_flags)) -G0 -mno-abicalls -mlong-calls -msoft-float

# rustc counts inline assembly among the unstable features here.
rust-arch-features := asm_experimental_arch

# Tables of functions that nobody reads keep them all.
rust-arch-drop := .pdr

# An address in two instructions has its addend there, and lld forgets to carry from one to
# the other where it moves a section behind another one.
export RUST_SECTIONS_APART := y
