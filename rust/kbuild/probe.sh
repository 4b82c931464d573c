#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
#   probe.sh OUT DEPFILE PROBE COMPILER FLAGS...
#
# Asks the tree's headers the question of the C file PROBE (see compat/probe.h) and
# writes the answer to OUT, a line of C; DEPFILE says which headers were read.
#
# A header says of a function that it has no code for a size by a trap, or by a call of something that
# does not exist: a probe that asks for code is compiled to assembly, in which neither may be.
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
	if [ $code = y ]; then
		"$@" -g0 -S -o "$work/$answer.s" -MMD -MF "$work/$answer.d" -MT "$out" 2> "$work/$answer.err" &&
			! grep -E '_bad_|_wrong_|_invalid_|compiletime_assert|brkpt' "$work/$answer.s" > "$work/$answer.err"
	else
		"$@" -fsyntax-only -MMD -MF "$work/$answer.d" -MT "$out" 2> "$work/$answer.err"
	fi
}

set -- "$@" -Wno-error -fms-extensions -Werror=implicit-function-declaration -Werror=implicit-int \
	-Werror=incompatible-pointer-types -Werror=int-conversion "$probe"
yes=n no=n code=n
! grep -q '^#define RUST_PROBE_CODE' "$probe" || code=y
compiles yes "$@" -DRUST_PROBE_YES && yes=y
compiles no "$@" && no=y

# Where code is asked for, the other body has some everywhere.
case $yes$no$code in
ynn | yyy)
	echo "#define $macro 1" > "$out"
	cp "$work/yes.d" "$depfile"
	;;
nyn | nyy)
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
