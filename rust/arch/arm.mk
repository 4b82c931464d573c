# SPDX-License-Identifier: GPL-2.0-only
#
# 32-bit ARM, versions 5 and 7 of the architecture: soft float, the EABI.

rust-target := $(if $(CONFIG_CPU_32v5),armv5te,armv7)-unknown-linux-gnueabi
rust-bindgen-target := arm-linux-gnueabi

# The current task is where -mtp=cp15 tells C to look.
rust-target-features := $(if $(CONFIG_CURRENT_POINTER_IN_TPIDRURO),+read-tp-tpidruro)

# GCC takes for granted what clang is told here.
rust-arch-clang-flags = $(filter -march=% -mtp=%,$(c_flags)) -msoft-float -meabi gnu
