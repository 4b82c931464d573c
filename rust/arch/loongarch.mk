# SPDX-License-Identifier: GPL-2.0-only
#
# loongarch of 64 bits: rustc's bare-metal target without floating point, in C's code model.

rust-target := loongarch64-unknown-none-softfloat
rust-bindgen-target := loongarch64-linux-gnusf

rust-arch-flags := -Ccode-model=small -Zdirect-access-external-data=yes

# As in C, modules take addresses of other objects from the GOT.
rust-arch-module-flags := -Zdirect-access-external-data=no
