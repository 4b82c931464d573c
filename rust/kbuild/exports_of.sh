#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
#   exports_of.sh OBJECT METADATA LIST KIND COMPILER FLAGS...
#
# Exports the global Rust symbols of OBJECT to other modules, GPL only. KIND says how this
# kernel keeps the checksums of MODVERSIONS: `lines` in Kbuild's files, which are written to
# LIST; `symbols` or `values` of symbols in the object; `none`. The checksum is that of the crate's METADATA. Reads
# NM, LD and KBUILD_LDFLAGS from the environment.
set -e

object=$1 metadata=$2 list=$3 kind=$4
shift 4
work=$(mktemp -d "${TMPDIR:-/tmp}/rust-exports.XXXXXX")
trap 'rm -rf "$work"' EXIT

: > "$list"
$NM -p --defined-only "$object" > "$work/nm"
awk 'NF == 3 && $2 ~ /^[TRDB]$/ && $3 ~ /^_R[A-Za-z0-9_]*$/ { print $3 }' "$work/nm" |
	LC_ALL=C sort -u > "$work/names"
[ -s "$work/names" ] || exit 0

{
	echo '#include <linux/export.h>'
	echo '#define EXPORT_SYMBOL_RUST(sym) extern char sym[]; EXPORT_SYMBOL_GPL(sym)'
	sed 's/.*/EXPORT_SYMBOL_RUST(&);/' "$work/names"
} > "$work/exports.c"
"$@" -c "$work/exports.c" -o "$work/exports.o"

sum=$(printf '0x%08x' "$(cksum < "$metadata" | cut -d' ' -f1)")
: > "$work/script"
case $kind in
lines)
	sed "s/.*/#SYMVER & $sum/" "$work/names" > "$list"
	;;
symbols)
	sed "s/.*/SECTIONS { .rodata : ALIGN(4) { __crc_& = .; LONG($sum); } }/" "$work/names" > "$work/script"
	;;
values)
	sed "s/.*/__crc_& = $sum;/" "$work/names" > "$work/script"
	;;
esac
set -- -r "$object" "$work/exports.o"
[ ! -s "$work/script" ] || set -- "$@" -T "$work/script"
$LD $KBUILD_LDFLAGS "$@" -o "$work/whole.o"
cp "$work/whole.o" "$object"
