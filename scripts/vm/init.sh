#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The guest's first process: runs every script of /steps, then powers off.
#
# All that it says goes through /dev/kmsg, so that it stands in one order with what the
# kernel prints, in whole lines, each beginning with `layer: `. The host reads them
# (scripts/layer/console.py).

export PATH=/bin
busybox mkdir -p /proc /sys /tmp
busybox mount -t proc none /proc
busybox --install -s /bin
mount -t sysfs none /sys
mount -t devtmpfs none /dev 2>/dev/null
mount -t debugfs none /sys/kernel/debug 2>/dev/null
mount -t configfs none /sys/kernel/config 2>/dev/null
mount -t tmpfs none /tmp 2>/dev/null

tell() {
	echo "layer: $*" > /dev/kmsg
}

# Runs one command. Its output, its status and what the kernel printed meanwhile
# follow, the latter with its levels.
step() {
	number=$1
	shift
	tell "step $number $*"
	dmesg -c > /dev/null
	"$@" > /tmp/output 2>&1
	status=$?
	dmesg -r > /tmp/log
	while read -r line; do
		tell "log $line"
	done < /tmp/log
	while read -r line; do
		tell "output $line"
	done < /tmp/output
	tell "status $status"
}

# Steps beside those that are programs.
writes() {
	echo -n "$2" > "$1"
}

for script in /steps/*; do
	[ -f "$script" ] || continue
	tell "begin ${script##*/}"
	. "$script"
	tell "end ${script##*/}"
done

tell "finished"
poweroff -f
