# SPDX-License-Identifier: GPL-2.0-only
#
# mips of 32 and 64 bits, in either byte order, version 2 of the architecture: rustc's Linux
# targets without floating point and without the conventions of shared libraries.

rust-mips-endian := $(if $(CONFIG_CPU_LITTLE_ENDIAN),el)
ifdef CONFIG_64BIT
rust-target := mips64$(rust-mips-endian)-unknown-linux-gnuabi64
rust-bindgen-target := mips64$(rust-mips-endian)-linux-gnuabi64
rust-mips-features := -xgot
else
rust-target := mips$(rust-mips-endian)-unknown-linux-gnu
rust-bindgen-target := mips$(rust-mips-endian)-linux-gnu
rust-mips-features := -fpxx$(comma)-nooddspreg

# An address in two instructions has its addend there, and lld forgets to carry from one to
# the other where it moves a section behind another one.
export RUST_SECTIONS_APART := y
endif

# Modules, and what is copied to them of the library, are too far away from the image for
# short calls.
rust-target-features := +soft-float$(comma)+noabicalls$(comma)+long-calls$(comma)$(rust-mips-features)

rust-arch-clang-flags = $(filter -march=% -mabi=%,$(c_flags)) -G0 -mno-abicalls -mlong-calls -msoft-float

# rustc counts inline assembly among the unstable features here.
rust-arch-features := asm_experimental_arch

# Tables of functions that nobody reads keep them all.
rust-arch-drop := .pdr
