# SPDX-License-Identifier: GPL-2.0-only
#
# arm64 of both byte orders: rustc's bare-metal targets without floating point registers.

rust-target := aarch64$(if $(CONFIG_CPU_BIG_ENDIAN),_be)-unknown-none-softfloat
rust-bindgen-target := aarch64$(if $(CONFIG_CPU_BIG_ENDIAN),_be)-linux-gnu

# The shadow call stack's pointer is a register that nobody else touches.
rust-arch-flags := $(if $(CONFIG_SHADOW_CALL_STACK),-Zfixed-x18)

# Return addresses are signed, and targets of indirect branches marked, as in C.
rust-branch-protection := $(if $(CONFIG_ARM64_BTI_KERNEL),bti$(comma))$(if $(CONFIG_ARM64_PTR_AUTH_KERNEL),pac-ret)
rust-arch-flags += $(addprefix -Zbranch-protection=,$(patsubst %$(comma),%,$(rust-branch-protection)))

# GCC's alone.
rust-arch-clang-drop := -mabi=lp64
