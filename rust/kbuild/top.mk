# SPDX-License-Identifier: GPL-2.0-only
#
# Read by the top Makefile: which compiler, which library sources, which bindgen.
# What the user sets on the command line or in the environment stays.

rust-chosen = $(if $(filter command environment,$(firstword $(origin $(1)))),$($(1)))
rust-tools := $(shell RUSTC='$(call rust-chosen,RUSTC)' BINDGEN='$(call rust-chosen,BINDGEN)' \
	RUST_LIB_SRC='$(call rust-chosen,RUST_LIB_SRC)' \
	RUST_CLANG='$(call rust-chosen,RUST_CLANG)' CC='$(CC)' $(CONFIG_SHELL) $(srctree)/rust/kbuild/tools.sh)
rust-tool = $(patsubst $(1)=%,%,$(filter $(1)=%,$(rust-tools)))

RUSTC := $(or $(call rust-tool,RUSTC),$(RUSTC))
RUSTDOC := $(or $(call rust-tool,RUSTDOC),$(RUSTDOC))
RUSTFMT := $(or $(call rust-tool,RUSTFMT),$(RUSTFMT))
CLIPPY_DRIVER := $(or $(call rust-tool,CLIPPY_DRIVER),$(CLIPPY_DRIVER))
HOSTRUSTC := $(RUSTC)
BINDGEN := $(or $(call rust-tool,BINDGEN),$(BINDGEN))
RUST_LIB_SRC := $(or $(call rust-tool,RUST_LIB_SRC),$(RUST_LIB_SRC))
RUST_CLANG := $(or $(call rust-tool,RUST_CLANG),$(RUST_CLANG))
# Kconfig reads them, and has make compare them the next time: another version configures anew.
RUSTC_VERSION_TEXT := $(shell $(RUSTC) --version 2>/dev/null)
BINDGEN_VERSION_TEXT := $(shell $(BINDGEN) --version 2>/dev/null)
ifdef config-build
export RUSTC_VERSION_TEXT BINDGEN_VERSION_TEXT
endif

export RUST_CLANG RUSTC RUSTDOC RUSTFMT CLIPPY_DRIVER HOSTRUSTC BINDGEN RUST_LIB_SRC

# BPF's types are those of C's units.
PAHOLE_FLAGS += $(if $(CONFIG_RUST_TELLS_PAHOLE),--lang_exclude=rust)

# `make clean`: what module_bindings.mk and uses.mk wrote, and editor.mk. A module's folder may
# be a link.
PHONY += clean-rust-modules
clean: clean-rust-modules
clean-rust-modules:
	$(Q)find -H $(or $(KBUILD_EXTMOD),.) $(KBUILD_EXTMOD_OUTPUT) \
		\( -type d -name .rust_bindings -o -type f -name 'lib*.rmeta' \) -prune -exec rm -rf {} +
CLEAN_FILES += rust-project.json
