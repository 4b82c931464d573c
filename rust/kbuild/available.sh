#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Is Rust available? Exits 0 if so; otherwise says in one sentence what is
# missing and exits 1. Kconfig and `make rustavailable` ask.
#
# Reads RUSTC, BINDGEN, RUST_LIB_SRC, CC and SRCARCH from the environment.

here=$(cd "$(dirname "$0")" && pwd)
. "$here/versions"

no() {
	echo "Rust is not available: $*" >&2
	exit 1
}

# 1.96.0 -> 109600
number() {
	echo "$1" | awk -F. '{ print $1 * 100000 + $2 * 100 + $3 }'
}

version() {
	LC_ALL=C "$@" 2>/dev/null | sed -n '1s/^[^0-9]*\([0-9][0-9]*\.[0-9][0-9]*\.[0-9][0-9]*\).*/\1/p'
}

need() { # name found minimum
	[ "$(number "$2")" -ge "$(number "$3")" ] || no "$1 is version $2, at least $3 is needed."
}

[ -n "$SRCARCH" ] || no "SRCARCH is not set; 'make rustavailable' sets it."
[ -f "$here/../arch/$SRCARCH.mk" ] ||
	no "there is no rust/arch/$SRCARCH.mk, so the layer does not know this architecture."

command -v "${RUSTC:=rustc}" >/dev/null 2>&1 ||
	no "the Rust compiler '$RUSTC' was not found; install rustc and its library sources, or set RUSTC=."
rustc_version=$(version "$RUSTC" --version)
[ -n "$rustc_version" ] || no "'$RUSTC --version' printed no version."
need "the Rust compiler '$RUSTC'" "$rustc_version" "$RUSTC_MIN"

if [ -z "$RUST_LIB_SRC" ]; then
	for word in $(RUSTC=$RUSTC sh "$here/tools.sh"); do
		case $word in RUST_LIB_SRC=*) RUST_LIB_SRC=${word#*=} ;; esac
	done
fi
[ -f "$RUST_LIB_SRC/core/src/lib.rs" ] ||
	no "'$RUSTC' comes without the sources of its library; install them (rust-src, on Debian rust-web-src) or set RUST_LIB_SRC=."

command -v "${BINDGEN:=bindgen}" >/dev/null 2>&1 ||
	no "'$BINDGEN' was not found; 'cargo install --locked bindgen-cli' gives one, or set BINDGEN=."
bindgen_version=$(version "$BINDGEN" --version)
[ -n "$bindgen_version" ] || no "'$BINDGEN --version' printed no version."
need "bindgen '$BINDGEN'" "$bindgen_version" "$BINDGEN_MIN"

# bindgen --version does not tell; a clang that it loads writes its version to stderr.
probe=$(mktemp "${TMPDIR:-/tmp}/rustavailable.XXXXXX") && mv "$probe" "$probe.h" ||
	no "no temporary file could be made."
echo '#pragma message("clang version " __clang_version__)' > "$probe.h"
libclang=$(LC_ALL=C "$BINDGEN" "$probe.h" 2>&1 >/dev/null |
	sed -n 's/.*clang version \([0-9][0-9]*\.[0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1)
rm -f "$probe.h"
[ -n "$libclang" ] || no "bindgen '$BINDGEN' found no libclang; install libclang or set LIBCLANG_PATH=."
need "libclang (found by bindgen '$BINDGEN')" "$libclang" "$LIBCLANG_MIN"

[ -f "$here/../third-party/vendor/syn/src/lib.rs" ] ||
	no "the third-party crates are not staged under rust/third-party/vendor; 'make integrate' does that."
exit 0
