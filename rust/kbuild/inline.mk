# SPDX-License-Identifier: GPL-2.0-only
#
# C's inline functions cost Rust what they cost C: rustc hands over LLVM bitcode, and
# clang links the shims' bitcode in, inlines, and makes the object. Which compiler
# builds the C kernel does not matter.
#
#   rust-emit     rustc's flags that say what to write
#   rust-codegen  the rest of a shell line: makes $@ of it
#   rust-codegen-alone  the same, for a crate that calls no C
#   rust-codegen-driver  the same, for a driver
#   rust-note     the rest of a shell line: says once why shims are called

ifdef CONFIG_RUST_INLINE_HELPERS

ifeq ($(RUST_CLANG),)
$(error CONFIG_RUST_INLINE_HELPERS needs a clang of $(RUSTC)'s LLVM: set RUST_CLANG= or turn the option off)
endif

# What the C kernel's flags say about code, as far as clang and GCC spell it alike;
# rust/arch/ has the rest. Profiling is not for Rust, nor are sanitizers other than KASAN.
rust-clang-pass := -O% -g% -f%-prefix-map=% \
	-fno-strict-aliasing -fno-strict-overflow -fwrapv -fno-common \
	-fno-delete-null-pointer-checks -fstrict-flex-arrays% \
	-fno-PIE -fno-pie -fno-pic -fasynchronous-unwind-tables -fno-asynchronous-unwind-tables \
	-fno-unwind-tables -ffixed-x18 -fsanitize=shadow-call-stack \
	-fomit-frame-pointer -fno-omit-frame-pointer -fno-optimize-sibling-calls \
	-fstack-protector% -fno-stack-protector -fno-stack-clash-protection -fno-stack-check \
	-ftrivial-auto-var-init=% -fzero-call-used-regs=% -fno-jump-tables -fcf-protection=% \
	-fsanitize=kcfi -fsanitize-cfi-icall-experimental-normalize-integers \
	-fpatchable-function-entry=% -falign-functions=% -falign-loops=% -m32 -m64 -mabi=% -mno-% -mcmodel=% \
	-mtune=% -mgeneral-regs-only -msoft-float -mlittle-endian -mbig-endian \
	-mfunction-return=% -mindirect-branch-cs-prefix -mharden-sls=% -mskip-rax-setup \
	-mstack-alignment=% -mstack-protector-guard% -mbranch-protection=%

# A function of C that may look at address 0 is inlined only where the caller may too. For
# the shims themselves inlining is forced, but not for what they call.
rust-null-valid = $(if $(filter -fno-delete-null-pointer-checks,$(c_flags)), \
	-mllvm -force-attribute=null_pointer_is_valid)

rust-clang-flags = --target=$(rust-bindgen-target) \
	$(filter-out $(rust-arch-clang-drop) $(if $(rust-without-debug),-g%), \
		$(filter $(rust-clang-pass),$(c_flags))) \
	$(if $(rust-asan),-fsanitize=kernel-address \
		$(addprefix -mllvm -,$(rust-asan) force-attribute=sanitize_address)) \
	$(rust-null-valid) $(rust-arch-clang-flags) -w -Qunused-arguments

rust-shims = $(rust-out)/generated/shims$(if $(part-of-module),_module).bc

# From these clang takes what is called, in this order: beside a kernel without Rust the
# `kernel` crate comes first, and what the kernel lacks last.
rust-link = $(foreach b,$(1),-Xclang -mlink-builtin-bitcode -Xclang $(b))
rust-linked = $(if $(rust-stock),$(call rust-link,$(rust-out)/kernel.o)) \
	$(call rust-link,$(rust-shims)) $(rust-shims-args) \
	$(if $(rust-stock),$(call rust-link,$(wildcard $(rust-out)/compat/*.bc)))

# Functions that do the same are made one, but not under kCFI: LLVM would give one type's hash
# to functions of several.
rust-merge = $(if $(CONFIG_CFI)$(CONFIG_CFI_CLANG),,-Xclang -fmerge-functions)

# rustc leaves all optimisation to clang, which then sees both languages at once.
rust-bitcode = $(dot-target).bc
rust-emit = --emit=llvm-bc=$(rust-bitcode) -Cno-prepopulate-passes
rust-codegen-alone = ; $(RUST_CLANG) $(rust-clang-flags) $(1) \
	$(rust-merge) $(if $(filter %.s,$@),-S,-c) $(rust-bitcode) -o $@; \
	rm -f $(rust-bitcode)
rust-codegen = $(call rust-codegen-alone,$(rust-linked))

# What has a name of Rust's in a driver is for the driver alone, unless other modules use the
# crate: clang may inline it, and need not keep it. clang's LLVM may come without opt.
rust-internalize = opt=$$($(RUST_CLANG) -print-prog-name=opt); case $$opt in /*) \
	$$opt -passes=internalize -internalize-public-api-list='[!_]*$(comma)_[!R]*' \
		$(rust-bitcode) -o $(rust-bitcode).own; mv $(rust-bitcode).own $(rust-bitcode);; esac
rust-codegen-driver = $(if $(rust-exporting),,; $(rust-internalize)) \
	$(call rust-codegen-alone,$(rust-linked) $(addprefix -mllvm -force-attribute=,$(rust-small)))

else

# Where LLVM's back end makes something else of the code than it means, programs of the architecture's
# (rust-repair-ir, rust-repair-asm) change what goes into it and what comes out. clang, which is of rustc's LLVM, is
# in between.
ifneq ($(rust-repair),)
rust-ir = $(dot-target).ll
rust-emit = --emit=llvm-ir=$(rust-ir)
rust-codegen = ; $(AWK) -f $(rust-repair-ir) $(rust-ir) > $(rust-ir).changed; \
	$(RUST_CLANG) --target=$(rust-bindgen-target) -O2 -fno-pic -w $(rust-arch-clang-flags) \
		$(if $(filter -Zfunction-sections=y,$(flags-$(crate))),-ffunction-sections -fdata-sections) \
		-Xclang -disable-llvm-passes -fno-verbose-asm -fno-addrsig -S -x ir $(rust-ir).changed -o $(rust-ir).s; \
	$(AWK) -f $(rust-repair-asm) $(rust-ir).s > $(rust-ir).changed.s; \
	$(if $(filter %.s,$@),cp $(rust-ir).changed.s $@,$\
		$(CC) $(filter -m%,$(c_flags)) -c $(rust-ir).changed.s -o $@); \
	rm -f $(rust-ir) $(rust-ir).changed $(rust-ir).s $(rust-ir).changed.s
rust-codegen-alone = $(rust-codegen)
rust-codegen-driver = $(rust-codegen)
else
rust-emit = --emit=$(if $(filter %.s,$@),asm,obj)=$@
endif
rust-note = ; echo '  NOTE    Rust calls C inline functions out of line: $(if $(CONFIG_RUST_CAN_INLINE),$\
	CONFIG_RUST_INLINE_HELPERS is off,there is no clang of the LLVM of $(RUSTC))'

endif
