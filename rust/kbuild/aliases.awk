# SPDX-License-Identifier: GPL-2.0-only
#
# First file: object-like macros, each with the one name that it stands for, if it stands
# for one. Second: demanded names. Prints those that are another name of something
# that is no macro, with what it is. Without small letters they are constants.
NR == FNR { if (NF == 2) target[$1] = $2; next }
$1 in target && $1 ~ /[a-z]/ {
	name = $1
	for (i = 0; i < 8 && name in target && target[name] != name; i++)
		name = target[name]
	if (name != $1)
		print $1, name
}
