# SPDX-License-Identifier: GPL-2.0-only
#
# `core` and `alloc`, built from the distribution's own sources, and the intrinsics it may
# reference but must never run.

core-edition := $(shell sed -n 's/^edition = "\(.*\)"/\1/p' $(RUST_LIB_SRC)/core/Cargo.toml)

# rustc's target with the features that rust/arch/ names, and with what LLVM adds. Features as flags would be warned
# of with every crate.
quiet_cmd_rust_target_file = GEN     $@
      cmd_rust_target_file = RUSTC_BOOTSTRAP=1 $(RUSTC) -Zunstable-options --target $(rust-target) \
	--print target-spec-json | $(AWK) -v features='$(rust-target-features)' \
	-v sanitizers='$(strip $(rust-sanitizers))' -v abi='$(rust-target-abi)' -f $(rust)/kbuild/target.awk > $@

$(obj)/generated/target.json: $(rust)/kbuild/target.awk FORCE
	+$(call if_changed,rust_target_file)
targets += generated/target.json
$(obj)/core.o: $(rust-target-file)

# The library is not the layer's code: none of its warnings are ours to fix.
flags-core := --cap-lints=allow --cfg no_fp_fmt_parse \
	$(if $(CONFIG_CC_OPTIMIZE_FOR_SIZE),--cfg 'feature="optimize_for_size"') \
	$(rust-arch-core-flags)

# For a crate that says `extern crate alloc`: the collections without the paths that
# cannot report a failed allocation.
flags-alloc := --cap-lints=allow --cfg no_global_oom_handling --cfg no_rc --cfg no_sync

# What rustc calls, and C has not, or calls otherwise: compiler_builtins has it by the layer's name.
redefine-own := $(foreach f,$(rust-own-calls),--redefine-sym $(f)=__rust$(if $(filter _%,$(f)),,_)$(f))

# 128-bit division and floating point: LLVM emits calls to these names. The C
# kernel has neither, so core's references are renamed to the functions of
# compiler_builtins, which report a bug when they are reached.
$(obj)/core.o: private crate-objcopy = ; $(OBJCOPY) $(core-redefine) $@
core-redefine := $(foreach i,$(shell $(AWK) -f $(rust)/kbuild/intrinsics.awk \
	$(rust)/compiler_builtins/lib.rs),--redefine-sym $(i)=__rust$(i)) $(redefine-own)

flags-compiler_builtins := -Cdebug-assertions=n
