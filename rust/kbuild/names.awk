# SPDX-License-Identifier: GPL-2.0-only
#
# Gives constants and helpers their plain C names. A helper gives way to a function
# of its name: C has one in this configuration, and the helper only calls it. A name that
# is another one's in C is so in Rust.
#
# bindings.rs constants.rs aliases [known]: what is known is in the tree's bindings, and a module outside
# of it is asking.
FILENAME ~ /aliases$/ { alias[$1] = $2; next }
FILENAME ~ /known$/ { known[$1] = 1; next }
match($0, /pub const rust_const_[A-Za-z0-9_]+/) {
	name = substr($0, RSTART + 10, RLENGTH - 10)
	printf "pub use super::constants::%s as %s;\n", name, substr(name, 12)
}
/^(unsafe )?extern "C" \{/ { in_block = 1 }
/^\}/ { in_block = 0 }
(in_block && match($0, /pub (fn|static|static mut) [A-Za-z0-9_]+/)) || match($0, /^pub unsafe fn [A-Za-z0-9_]+/) {
	name = substr($0, RSTART, RLENGTH)
	sub(/.* /, "", name)
	functions[name] = 1
	if (name ~ /^rust_helper_/)
		helpers[++n] = name
}
END {
	for (i = 1; i <= n; i++)
		if (!(substr(helpers[i], 13) in functions))
			printf "pub use super::raw::%s as %s;\n", helpers[i], substr(helpers[i], 13)
	for (name in alias) {
		if (name in functions || ("rust_helper_" name) in functions)
			continue
		if (alias[name] in functions)
			printf "pub use super::raw::%s as %s;\n", alias[name], name
		else if (alias[name] in known)
			printf "pub use in_tree::%s as %s;\n", alias[name], name
	}
}
