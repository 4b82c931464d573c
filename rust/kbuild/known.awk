# SPDX-License-Identifier: GPL-2.0-only
#
# The names that the tree's `bindings` have, from the generated sources.
/^(unsafe )?extern "C" \{/ { in_block = 1 }
/^\}/ { in_block = 0 }
/^pub (const|static|type|struct|union|enum|mod|unsafe fn) / || (in_block && /^ *(#\[.*\] )?pub (fn|static) /) {
	sub(/^ *(#\[.*\] )?pub (static mut|unsafe fn|[a-z]+) /, "")
	match($0, /^[A-Za-z0-9_]+/)
	print substr($0, 1, RLENGTH)
}
/^pub use .* as / { sub(/;$/, "", $NF); print $NF }
