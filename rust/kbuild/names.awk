# SPDX-License-Identifier: GPL-2.0-only
#
# Gives constants and helpers their plain C names.
match($0, /pub const rust_const_[A-Za-z0-9_]+/) {
	name = substr($0, RSTART + 10, RLENGTH - 10)
	printf "pub use super::constants::%s as %s;\n", name, substr(name, 12)
}
match($0, /pub fn rust_helper_[A-Za-z0-9_]+/) {
	name = substr($0, RSTART + 7, RLENGTH - 7)
	printf "pub use super::raw::%s as %s;\n", name, substr(name, 13)
}
