# SPDX-License-Identifier: GPL-2.0-only
#
# x86_64: rustc's built-in bare-metal target (soft float, no red zone) and the
# flags that follow the kernel's mitigations. i386: a Linux target without floating point and
# vectors, and up to three words of arguments in registers.

rust-target := $(if $(CONFIG_X86_32),i586-unknown-linux-gnu,x86_64-unknown-none)
rust-bindgen-target := $(if $(CONFIG_X86_32),i386,x86_64)-linux-gnu

# No speculation behind an indirect jump or a return.
rust-target-features := $(if $(CONFIG_MITIGATION_SLS)$(CONFIG_SLS),+harden-sls-ijmp$(comma)+harden-sls-ret)

# `words` is for what rustc knows not of those registers: 64-bit numbers and structures.
ifdef CONFIG_X86_32
rust-target-features := -mmx,-sse,+soft-float$(addprefix $(comma),$(rust-target-features))
rust-target-abi := softfloat
rust-words := registers=3
rust-own-calls := memcmp
endif

# The built-in target makes position-independent executables by default; the
# kernel is linked at a fixed place in the top 2 GiB. PLT calls and direct
# access keep GOT relocations, which the module loader does not know, away.
rust-arch-flags := $(if $(CONFIG_X86_32),-Zregparm=3 -Zreg-struct-return=yes,-Ccode-model=kernel) \
	-Zplt=yes -Zdirect-access-external-data=yes

# Loops are packed tightly, as C's are (arch/x86/Makefile).
rust-arch-flags += $(if $(CONFIG_X86_32),,-Cllvm-args=-align-loops=1)

# What GCC's flags for the C kernel call otherwise than clang does.
rust-arch-clang-flags := -mstack-alignment=$(if $(CONFIG_X86_32),4 -mregparm=3 -freg-struct-return,8) \
	$(if $(CONFIG_MITIGATION_RETPOLINE)$(CONFIG_RETPOLINE),-mretpoline-external-thunk) \
	$(if $(CONFIG_FUNCTION_ALIGNMENT),-falign-functions=$(CONFIG_FUNCTION_ALIGNMENT))

# Indirect branch tracking: endbr64 at function entries, no jump tables
# (their indirect jumps would need notrack).
rust-arch-flags += $(if $(CONFIG_X86_KERNEL_IBT),-Zcf-protection=branch)
rust-arch-flags += $(if $(CONFIG_X86_KERNEL_IBT)$(CONFIG_MITIGATION_RETPOLINE)$(CONFIG_RETPOLINE),-Cjump-tables=n)
rust-arch-flags += $(if $(CONFIG_MITIGATION_RETPOLINE)$(CONFIG_RETPOLINE),-Zretpoline=yes -Zretpoline-external-thunk=yes)
rust-arch-flags += $(if $(CONFIG_MITIGATION_RETHUNK)$(CONFIG_RETHUNK),-Zfunction-return=thunk-extern)
rust-arch-flags += $(if $(CONFIG_CALL_PADDING),-Zpatchable-function-entry=$(CONFIG_FUNCTION_PADDING_BYTES)$(comma)$(CONFIG_FUNCTION_PADDING_BYTES))

# C's inline assembly is in the syntax of AT&T, rustc's in Intel's.
rust-arch-flags += --cfg=rust_asm_att_syntax
