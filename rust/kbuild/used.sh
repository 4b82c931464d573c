#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Links parts of the library crates by need. Reads LD, KBUILD_LDFLAGS, NM, OBJDUMP and OBJCOPY
# from the environment, and RUST_SECTIONS_APART: whether sections are to stay as they are.
#
#   used.sh pick OUT LIBRARY USER...
#       OUT gets the functions of LIBRARY that the USERs reach, and those that nearly
#       every driver prints with (the patterns in `offered`, on mangled names: the
#       formatter, strings, characters, integers, derived Debug), names kept.
#   used.sh complete OBJECT LIBRARY EXPORTS [MORE]
#       OBJECT gets a local copy of each function of LIBRARY that it reaches and
#       that EXPORTS, the list of what the image offers, does not name. MORE, if it is
#       there, is another object to copy from.
#   used.sh image OBJECT LIBRARY EXPORTS [MORE]
#       The same for an object of the image.
#   used.sh whole OBJECT LIBRARY BASE
#       OBJECT gets a local copy of each function of LIBRARY that it reaches, and of
#       BASE, as a whole, if one of these calls it.
set -e

here=$(dirname "$0")
work=$(mktemp -d "${TMPDIR:-/tmp}/rust-used.XXXXXX")
trap 'rm -rf "$work"' EXIT

# A failing nm must not look like an object without symbols.
undefined() {
	$NM -p --undefined-only "$@" > "$work/nm"
	awk 'NF == 2 { print $2 }' "$work/nm" | LC_ALL=C sort -u
}

defined() {
	$NM -p --defined-only "$@" > "$work/nm"
	awk 'NF == 3 && $2 ~ /^[TRDBVW]$/ { print $3 }' "$work/nm" | LC_ALL=C sort -u
}

# objtool takes several file symbols for a sign of a finished link. $1 loses all but the
# one without a name that GNU ld puts before what belongs to no file.
strip_files() {
	$NM -a "$1" > "$work/nm"
	awk '$2 == "a" && NF == 3 { print $3 }' "$work/nm" > "$work/files"
	$OBJCOPY --strip-symbols="$work/files" "$1"
}

# Links the functions named on standard input, and what they reach, out of $2... into $1.
reach() {
	sed 's/^/-u /' > "$work/roots"
	out=$1
	shift
	$LD $KBUILD_LDFLAGS -r --gc-sections @"$work/roots" "$@" -o "$work/reached.o"
	if [ -z "$RUST_SECTIONS_APART" ]; then
		$LD $KBUILD_LDFLAGS -r -T "$here/used.lds" "$work/reached.o" -o "$out"
	else
		mv "$work/reached.o" "$out"
	fi
	strip_files "$out"
}

# Gives the sections of $1, or those that it has of $2, the names that the image's linker script knows.
# They stay as many.
name_sections() {
	$OBJDUMP -h "${2:-$1}" > "$work/sections"
	awk 'match($2, /^\.(text|rodata|data\.rel\.ro|data|bss)\./) {
		print "--rename-section=" $2 "=" substr($2, 1, RLENGTH - 1)
	}' "$work/sections" > "$work/names"
	$OBJCOPY @"$work/names" "$1"
}

# Links what the objects $2... reach of the library $1 into copy.o. Where they reach nothing
# there is none: ld would have no root.
copy() {
	from=$1
	shift
	undefined "$@" > "$work/undefined"
	LC_ALL=C comm -12 "$work/undefined" "$work/defined" > "$work/missing"
	[ -s "$work/missing" ] || return 0
	reach "$work/copy.o" "$from" < "$work/missing"
	defined "$work/copy.o" > "$work/local"
}

# Tells whether the objects call something of BASE.
calls() {
	undefined "$@" > "$work/undefined"
	[ -n "$(LC_ALL=C comm -12 "$work/undefined" "$work/offers")" ]
}

case $1 in
pick)
	out=$2 library=$3
	shift 3
	undefined "$@" > "$work/undefined"
	defined "$library" > "$work/defined"
	{
		LC_ALL=C comm -12 "$work/undefined" "$work/defined"
		grep -E -f "$here/offered" "$work/defined"
	} | reach "$out" "$library"
	[ -z "$RUST_SECTIONS_APART" ] || name_sections "$out"
	;;
complete | image)
	place=$1 object=$2 exports=$4
	set -- "$3" ${5:+"$5"}
	[ -e "${2:-$1}" ] || set -- "$1"
	undefined "$object" > "$work/undefined"
	sed -n 's/^EXPORT_SYMBOL_RUST(\(.*\));$/\1/p' "$exports" | LC_ALL=C sort -u > "$work/exports"
	defined "$@" > "$work/defined"
	LC_ALL=C comm -23 "$work/undefined" "$work/exports" |
		LC_ALL=C comm -12 - "$work/defined" > "$work/missing"
	[ -s "$work/missing" ] || exit 0
	reach "$work/copy.o" "$@" < "$work/missing"
	defined "$work/copy.o" > "$work/local"
	$LD $KBUILD_LDFLAGS -r "$object" "$work/copy.o" -o "$work/whole.o"
	strip_files "$work/whole.o"
	$OBJCOPY --localize-symbols="$work/local" "$work/whole.o" "$object"
	[ $place = complete ] || [ -z "$RUST_SECTIONS_APART" ] || name_sections "$object" "$work/copy.o"
	;;
whole)
	object=$2 library=$3 base=$4
	defined "$library" > "$work/defined"
	defined "$base" > "$work/offers"
	: > "$work/local"
	copy "$library" "$object"
	set -- "$object"
	[ ! -e "$work/copy.o" ] || set -- "$@" "$work/copy.o"
	if calls "$@"; then
		copy "$library" "$object" "$base"
		set -- "$object" "$base"
		[ ! -e "$work/copy.o" ] || set -- "$@" "$work/copy.o"
	fi
	[ $# -gt 1 ] || exit 0
	$LD $KBUILD_LDFLAGS -r "$@" -o "$work/whole.o"
	strip_files "$work/whole.o"
	$OBJCOPY --localize-symbols="$work/local" --localize-symbols="$work/offers" "$work/whole.o" "$object"
	;;
*)
	echo "used.sh: '$1' is none of 'pick', 'complete', 'image' and 'whole'." >&2
	exit 2
	;;
esac
