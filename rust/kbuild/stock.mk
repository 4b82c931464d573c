# SPDX-License-Identifier: GPL-2.0-only
#
# Beside a kernel that was built without Rust nothing can be linked into the image. A
# module then carries what it reaches of the layer: of the library crates as objects
# (used.sh), of `kernel` and of compat/ as bitcode, from which clang takes functions by
# name, together with all that belongs to C's inline assembly in them.
#
#   kernel.o     the `kernel` crate; bitcode, as an object is under LTO
#   compat/*.bc  what the kernel lacks
#   base.o       what the library calls of `kernel`: the panic handler, the allocator

ifeq ($(RUST_CLANG),)
$(error modules for a kernel without Rust need a clang of $(RUSTC)'s LLVM: set RUST_CLANG=)
endif

crate-codegen = $(if $(filter kernel,$(crate)),; $(RUST_CLANG) $(rust-clang-flags) -Xclang -disable-llvm-passes \
	-emit-llvm -c $(rust-bitcode) -o $@; rm -f $(rust-bitcode))
crate-finish =
$(obj)/kernel.o: private part-of-module = y

# Each module has its copies of the library's functions: small ones.
$(foreach c,$(library-crates),$(eval flags-$(c) += -Copt-level=s))
flags-core += --cfg 'feature="optimize_for_size"'

quiet_cmd_rust_compat_bc = CLANG   $@
      cmd_rust_compat_bc = $(bindgen-bitcode) -MMD -MF $(depfile) -MT $@ $< -o $@

compat-bitcode := $(patsubst %,$(obj)/compat/%.bc,$(compat-sources))
$(compat-bitcode): private part-of-module = y
$(compat-bitcode): $(obj)/compat/%.bc: $(rust)/compat/%.c $(gen)/probes.h FORCE
	$(shell mkdir -p $(dir $@))$(call if_changed_dep,rust_compat_bc)

# What the compiler calls by names of its own.
base-names = $$($(NM) -p --undefined-only $(obj)/library.o | $(AWK) '$$2 ~ /^_R.*7___rustc/ { print $$2 }')

quiet_cmd_rust_base = CLANG   $@
      cmd_rust_base = set -- $(base-names); { \
		for name; do echo "declare void @$$name()"; done; \
		echo "@llvm.used = appending global [$$$(pound) x ptr] ["; \
		for name; do printf '%s ptr @%s\n' "$$comma" "$$name"; comma=,; done; \
		echo '], section "llvm.metadata"'; \
	} > $(obj)/generated/base.ll; \
	$(RUST_CLANG) $(rust-clang-flags) $(rust-linked) -c $(obj)/generated/base.ll -o $@; \
	$(OBJCOPY) $$(printf ' --globalize-symbol=%s' "$$@") $@ $(rust-shorten)

$(obj)/base.o: private part-of-module = y
$(obj)/base.o: $(obj)/library.o $(obj)/kernel.o $(gen)/shims_module.bc $(compat-bitcode) FORCE
	$(call if_changed,rust_base)

targets += $(compat-sources:%=compat/%.bc)
always-y += base.o $(compat-sources:%=compat/%.bc)
