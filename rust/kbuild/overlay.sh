#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
#   overlay.sh ALIGNMENT FOLDER < HEADERS
#
# HEADERS are those that make lists behind a target. Writes to FOLDER what makes clang
# lay 64-bit numbers out at multiples of ALIGNMENT: types.h, with types of that
# alignment, copies of the headers that declare something as `long long`, with such a
# type in its place, and FOLDER.yaml, by which clang reads the copies for the headers.
# An expression's type stays, and so does a macro's.
set -e

align=$1 folder=$2
rm -rf "$folder"
mkdir -p "$folder"
{
	echo "typedef long long rust_long_long __attribute__((aligned($align)));"
	echo "typedef unsigned long long rust_unsigned_long_long __attribute__((aligned($align)));"
} > "$folder/types.h"

before='^([ \t]*((__extension__|typedef|const|volatile)[ \t]+)*)'
both='long[ \t]+long([ \t]+int)?'
script="
s/$before(unsigned[ \t]+$both|long[ \t]+long[ \t]+unsigned([ \t]+int)?)\\>/\1rust_unsigned_long_long/
s/$before((signed|__signed__)[ \t]+)?$both\\>/\1rust_long_long/"

tr -s ' \\' '\n\n' | grep '\.h$' | LC_ALL=C sort -u | xargs grep -l 'long[[:space:]][[:space:]]*long' |
while read -r header; do
	number=$((number + 1))
	sed -E "$script" "$header" > "$folder/$number.h"
	case $header in
	/*) ;;
	*) header=$PWD/$header ;;
	esac
	if cmp -s "$header" "$folder/$number.h"; then
		rm "$folder/$number.h"
	else
		echo "{ 'type': 'file', 'name': '$header', 'external-contents': '$folder/$number.h' },"
	fi
done > "$folder/files"
{
	echo "{ 'version': 0, 'use-external-names': 'false', 'roots': ["
	cat "$folder/files"
	echo "] }"
} > "$folder.yaml"
rm "$folder/files"
