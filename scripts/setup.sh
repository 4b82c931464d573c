#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Installs the packages of scripts/packages.txt that are missing, or says how to.
# Runs before anything else, so it needs a shell and dpkg alone.
#
#   scripts/setup.sh GROUP   python, host, module, or a command that builds a kernel
#
# A kernel for the architecture ARCH, or for those of the cells in CELLS, needs the
# packages of the group ARCH as well, those of ARCH-gcc if GCC compiles it, and those of
# the groups of its options.

set -u
: "${ARCH:=}" "${CELLS:=}" "${COMPILER:=}" "${OPTIONS:=}"
here=$(cd "$(dirname "$0")" && pwd)
[ "$CELLS" != all ] || CELLS=$(sed -n 's|^   "\([^" ]*/[^" ]*\)".*|\1|p' "$here/../Documentation/rust/support-matrix-cells.rst")

case ${1:-run} in
python) group=python ;;
host | integrate) group=host ;;
module) group=module ;;
*)
	group="kernel $ARCH $ARCH-$COMPILER $OPTIONS"
	case ${TREE:-} in stock/*) group="$group stock" ;; esac
	for cell in $CELLS; do
		compiler=${cell##*/}
		cell=${cell%/*}
		group="$group ${cell##*/} ${cell##*/}-${compiler//+/ }"
	done
	;;
esac

say() {
	echo "$*" >&2
}

# On other systems the tools themselves are looked for, later and one by one.
command -v dpkg-query > /dev/null && command -v apt-get > /dev/null || exit 0

missing=()
while read -r package groups _; do
	case $package in '' | '#'*) continue ;; esac
	for name in $group; do
		case ,$groups, in *,$name,*) break ;; esac
		name=
	done
	[ -n "$name" ] || continue
	state=$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2> /dev/null) || state=
	[ "${state:0:2}" = ii ] || missing+=("$package")
done < "${LAYER_PACKAGES:-$here/packages.txt}"

[ ${#missing[@]} -eq 0 ] && exit 0

line="apt-get install -y --no-install-recommends ${missing[*]}"
if [ "$(id -u)" -ne 0 ]; then
	say "Some packages are missing, and only root can install them:"
	say "  $line"
	exit 1
fi

# apt-get ends at once where another one runs. After that one perhaps nothing is missing any more.
exec 9< "${LAYER_APT:-/var/lib/apt}"
if ! flock -n 9; then
	say "Waiting for another run that installs packages"
	flock 9
	exec "$0" "$@"
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
echo "Installing ${#missing[@]} packages: ${missing[*]}"
{ apt-get update -q && $line -q -o DPkg::Lock::Timeout=600; } 2>&1 9<&- | tee "$log"
if [ "${PIPESTATUS[0]}" -ne 0 ]; then
	if grep -Eq 'Could not resolve|Temporary failure resolving|Unable to connect|Could not connect|Network is unreachable|Failed to fetch' "$log"; then
		say "The packages cannot be fetched: the distribution's mirror cannot be reached."
	elif grep -q 'Unable to locate package' "$log"; then
		say "The distribution does not carry some of them; Debian 12 with its security updates does."
	else
		say "apt-get failed; this line shows how: $line"
	fi
	exit 1
fi
