# SPDX-License-Identifier: GPL-2.0-only
#
# Gives constants and helpers their plain C names. A helper gives way to a function
# of its name: C has one in this configuration, and the helper only calls it.
match($0, /pub const rust_const_[A-Za-z0-9_]+/) {
	name = substr($0, RSTART + 10, RLENGTH - 10)
	printf "pub use super::constants::%s as %s;\n", name, substr(name, 12)
}
/^(unsafe )?extern "C" \{/ { in_block = 1 }
/^\}/ { in_block = 0 }
in_block && match($0, /pub fn [A-Za-z0-9_]+/) {
	name = substr($0, RSTART + 7, RLENGTH - 7)
	functions[name] = 1
	if (name ~ /^rust_helper_/)
		helpers[++n] = name
}
END {
	for (i = 1; i <= n; i++)
		if (!(substr(helpers[i], 13) in functions))
			printf "pub use super::raw::%s as %s;\n", helpers[i], substr(helpers[i], 13)
}
