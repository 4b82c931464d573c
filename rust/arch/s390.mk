# SPDX-License-Identifier: GPL-2.0-only
#
# s390, which is 64-bit and big endian: rustc's bare-metal target without floating point,
# whose frames hold the caller's address.

rust-target := s390x-unknown-none-softfloat
rust-target-features := +backchain
rust-bindgen-target := s390x-linux-gnu

# As in C, addresses of other objects come from the GOT.
rust-s390-cpus := Z10 Z196 ZEC12 Z13 Z14 Z15 Z16 Z17
rust-s390-cpu := $(foreach c,$(rust-s390-cpus),$(if $(CONFIG_MARCH_$(c)),$(c)))
rust-arch-flags := -Zpacked-stack=yes -Crelocation-model=pic \
	-Ctarget-cpu=$(subst Z,z,$(or $(strip $(rust-s390-cpu)),Z10))
rust-arch-clang-flags = $(filter -march=%,$(c_flags)) -mbackchain -mpacked-stack -fPIC
