# SPDX-License-Identifier: GPL-2.0-only
#
# powerpc of 64 bits, little endian: rustc's Linux target without floating point and vectors.

rust-target := powerpc64le-unknown-linux-gnu
rust-target-features := -hard-float$(comma)-altivec$(comma)-vsx
rust-bindgen-target := powerpc64le-linux-gnu

rust-arch-flags := --target=$(rust-target-file)
rust-arch-clang-flags = $(filter -mcpu=%,$(c_flags)) -msoft-float
