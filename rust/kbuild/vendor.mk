# SPDX-License-Identifier: GPL-2.0-only
#
# Third-party crates: plain sources staged under third-party/vendor by the lock
# file, compiled without cargo. What their build scripts would find out is said here.

vendor-crates := core alloc unicode_ident proc_macro2 quote syn paste pinned_init_macro \
	pinned_init zerocopy zerocopy_derive

vendor-flags := --cap-lints=allow

flags-unicode_ident := $(vendor-flags)
flags-proc_macro2 := $(vendor-flags) --cfg 'feature="proc-macro"' \
	--cfg wrap_proc_macro --cfg proc_macro_span_location --cfg span_locations_off
flags-quote := $(vendor-flags) --cfg 'feature="proc-macro"'
flags-syn := $(vendor-flags) $(foreach f,clone-impls derive extra-traits full parsing \
	printing proc-macro visit visit-mut,--cfg 'feature="$(f)"')
flags-paste := $(vendor-flags)
flags-pinned_init_macro := $(vendor-flags) --cfg RUSTC_LINT_REASONS_IS_STABLE
flags-pinned_init := $(vendor-flags) --cfg RUSTC_LINT_REASONS_IS_STABLE \
	--cfg RUSTC_NEW_UNINIT_IS_STABLE
flags-zerocopy_derive := $(vendor-flags)
flags-zerocopy := $(vendor-flags) --cfg no_fp_fmt_parse

# cargo gives a crate its own version this way; zerocopy names it in messages.
env-zerocopy := CARGO_PKG_VERSION=$(shell $(AWK) -F'"' '/^name = "zerocopy"/ { getline; print $$2 }' \
	$(rust)/third-party/Cargo.lock)
