#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Prints the Rust tools to use as VAR=value words. A compiler counts only when the
# sources of its library are there, since the kernel builds `core` from them: the
# first `rustc` in PATH is often one without.
#
# Honours RUSTC, BINDGEN, RUST_LIB_SRC and RUST_CLANG when they are set; a CC that fits
# is preferred for RUST_CLANG, the clang that shares rustc's LLVM.

lib_src() {
	sysroot=$("$1" --print sysroot 2>/dev/null) || return 1
	version=$("$1" --version 2>/dev/null | sed -n 's/^rustc \([0-9.]*\).*/\1/p')
	for dir in "$sysroot/lib/rustlib/src/rust/library" "/usr/src/rustc-$version/library"; do
		if [ -f "$dir/core/src/lib.rs" ]; then
			(cd "$dir" && pwd -P)
			return 0
		fi
	done
	return 1
}

candidates() {
	if [ -n "$RUSTC" ]; then
		command -v "$RUSTC"
		return
	fi
	old=$IFS
	IFS=:
	for dir in $PATH; do
		[ -x "$dir/rustc" ] && echo "$dir/rustc"
	done
	IFS=$old
	[ -x /usr/bin/rustc ] && echo /usr/bin/rustc
}

for rustc in $(candidates); do
	if [ -n "$RUST_LIB_SRC" ]; then
		src=$RUST_LIB_SRC
	else
		src=$(lib_src "$rustc") || continue
	fi
	dir=$(dirname "$rustc")
	echo "RUSTC=$rustc RUST_LIB_SRC=$src"
	for tool in rustdoc:RUSTDOC rustfmt:RUSTFMT clippy-driver:CLIPPY_DRIVER; do
		[ -x "$dir/${tool%%:*}" ] && echo "${tool##*:}=$dir/${tool%%:*}"
	done
	chosen=$rustc
	break
done

# A clang whose LLVM reads what rustc's LLVM writes.
if [ -n "$RUST_CLANG" ]; then
	echo "RUST_CLANG=$RUST_CLANG"
elif [ -n "$chosen" ]; then
	llvm=$("$chosen" -vV 2>/dev/null | sed -n 's/^LLVM version: \([0-9]*\)\..*/\1/p')
	for clang in "${CC##* }" "clang-$llvm" clang; do
		case $("$clang" --version 2>/dev/null) in
		*"clang version $llvm."*) echo "RUST_CLANG=$clang"; break ;;
		esac
	done
fi

if [ -n "$BINDGEN" ]; then
	echo "BINDGEN=$BINDGEN"
elif ! command -v bindgen >/dev/null 2>&1 && [ -x "$HOME/.cargo/bin/bindgen" ]; then
	echo "BINDGEN=$HOME/.cargo/bin/bindgen"
fi
