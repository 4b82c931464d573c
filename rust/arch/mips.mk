# SPDX-License-Identifier: GPL-2.0-only
#
# mips of 32 and 64 bits and of both byte orders, version 2 of the architecture: rustc's Linux
# targets without floating point and without the conventions of shared libraries.

rust-mips-64 := $(if $(CONFIG_64BIT),64)
rust-mips-name := mips$(rust-mips-64)$(if $(CONFIG_CPU_LITTLE_ENDIAN),el)
rust-target := $(rust-mips-name)-unknown-linux-gnu$(if $(rust-mips-64),abi64)
rust-bindgen-target := $(rust-mips-name)-linux-gnu$(if $(rust-mips-64),abi64)

# Modules, and what is copied to them of the library, are too far away from the image for
# short calls.
rust-target-features := +soft-float$(comma)+noabicalls$(comma)+long-calls$(if \
	$(rust-mips-64),$(comma)-xgot,$(comma)-fpxx$(comma)-nooddspreg)$(if \
	$(filter -msym32,$(KBUILD_CFLAGS)),$(comma)+sym32)

rust-arch-flags := --target=$(rust-target-file)
rust-arch-clang-flags = $(filter -march=% -msym32,$(c_flags)) -G0 -mno-abicalls -mlong-calls -msoft-float

# rustc counts inline assembly among the unstable features here.
rust-arch-features := asm_experimental_arch

# Tables of functions that nobody reads keep them all.
rust-arch-drop := .pdr

# An address in two instructions has its addend there, and lld forgets to carry from one to
# the other where it moves a section behind another one.
export RUST_SECTIONS_APART := $(if $(rust-mips-64),,y)
