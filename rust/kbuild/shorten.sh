#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
#   shorten.sh OBJECT LOCAL GLOBAL [CALLS]
#
# Gives the Rust symbols of OBJECT that are longer than LOCAL characters, or GLOBAL if
# other objects see them, names that fit, and the layer's names to what divides and to
# the functions CALLS. Reads NM and OBJCOPY from the environment.
set -e

map=$(mktemp "${TMPDIR:-/tmp}/rust-shorten.XXXXXX")
trap 'rm -f "$map" "$map.nm"' EXIT

$NM -p "$1" > "$map.nm"
LC_ALL=C awk -v local="$2" -v global="$3" -v own="$4" -f "$(dirname "$0")/shorten.awk" "$map.nm" |
	LC_ALL=C sort -u > "$map"
[ ! -s "$map" ] || $OBJCOPY --redefine-syms="$map" "$1"
