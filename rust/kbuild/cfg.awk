# SPDX-License-Identifier: GPL-2.0-only
#
# include/config/auto.conf and generated/probes.h -> a rustc argument file:
#   CONFIG_X=y    --cfg=CONFIG_X and --cfg=CONFIG_X="y" (likewise for m)
#   CONFIG_X=val  --cfg=CONFIG_X=val, strings keep their quotes
#   #define RUST_HAVE_X 1     --cfg=RUST_HAVE_X
BEGIN { FS = "=" }
/^#define RUST_HAVE_/ {
	split($0, word, " ")
	print "--cfg=" word[2]
}
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
