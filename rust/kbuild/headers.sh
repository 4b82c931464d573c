#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The headers of a kernel tree that declare some C names: a line `header name` for each name that has one.
#
#   headers.sh TREE SRCARCH NAMES       NAMES is a file with a name a line
set -eu
LC_ALL=C
export LC_ALL
tree=$1 arch=$2 names=$(realpath "$3") here=$(dirname "$(realpath "$0")")
list=$(mktemp)
trap 'rm -f "$list"' EXIT

# Drivers include <linux/...> first of all, and then what is below it. Some distributions have links to folders there.
headers() {
	find -L include/linux -maxdepth 1 -name '*.h' | sort
	find -L include/linux -mindepth 2 -name '*.h' | sort
	find -L include -name '*.h' -not -path 'include/linux/*' -not -path 'include/generated/*' \
		-not -path 'include/config/*' -not -path 'include/asm-generic/*' | sort
	find -L "arch/$arch/include/asm" -name '*.h' | sort
}

cd "$tree"
headers | { xargs grep -swFlf "$names" -- || :; } > "$list"
[ -s "$list" ] || exit 0
xargs awk -f "$here/headers.awk" "$names" < "$list" | sed -E 's|^[^ ]*include/(uapi/)?||' | sort
