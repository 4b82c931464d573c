# SPDX-License-Identifier: GPL-2.0-only
#
# include/config/auto.conf -> a rustc argument file:
#   CONFIG_X=y    --cfg=CONFIG_X and --cfg=CONFIG_X="y" (likewise for m)
#   CONFIG_X=val  --cfg=CONFIG_X=val, strings keep their quotes
BEGIN { FS = "=" }
/^CONFIG_[A-Za-z0-9_]+=/ {
	name = $1
	value = substr($0, length(name) + 2)
	if (value == "y" || value == "m") {
		print "--cfg=" name
		print "--cfg=" name "=\"" value "\""
	} else if (value ~ /^"/) {
		print "--cfg=" name "=" value
	} else {
		print "--cfg=" name "=\"" value "\""
	}
}
