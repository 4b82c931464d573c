#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
#   probe.sh OUT DEPFILE PROBE COMPILER FLAGS...
#
# Asks the tree's headers the question of the C file PROBE (see compat/probe.h) and
# writes the answer to OUT, a line of C; DEPFILE says which headers were read.
set -e

out=$1 depfile=$2 probe=$3
shift 3

name=$(basename "$probe" .c)
macro=RUST_HAVE_$(echo "$name" | tr '[:lower:]' '[:upper:]')
work=$(mktemp -d "${TMPDIR:-/tmp}/rust-probe.XXXXXX")
mkdir -p "$(dirname "$out")"
trap 'rm -rf "$work"' EXIT

compiles() {
	answer=$1
	shift
	"$@" -fsyntax-only -MMD -MF "$work/$answer.d" -MT "$out" 2> "$work/$answer.err"
}

set -- "$@" -Wno-error -fms-extensions -Werror=implicit-function-declaration -Werror=implicit-int \
	-Werror=incompatible-pointer-types -Werror=int-conversion "$probe"
yes=n no=n
compiles yes "$@" -DRUST_PROBE_YES && yes=y
compiles no "$@" && no=y

case $yes$no in
yn)
	echo "#define $macro 1" > "$out"
	cp "$work/yes.d" "$depfile"
	;;
ny)
	echo "/* no $macro */" > "$out"
	cp "$work/no.d" "$depfile"
	;;
*)
	{
		echo "error: the probe rust/compat/probes/$name.c cannot tell how this tree is: \
$([ $yes = y ] && echo both || echo none) of its two bodies $([ $yes = y ] && echo compile || echo compiles)."
		for answer in yes no; do
			[ ! -s "$work/$answer.err" ] || { echo "  as '$answer':"; head -n 5 "$work/$answer.err"; }
		done
	} >&2
	exit 1
	;;
esac
