# SPDX-License-Identifier: GPL-2.0-only
#
# `tag_VALUE` may be a constant of `enum tag`: ask for that type too.
BEGIN { print "rust_no_such_enum" }
match($0, /_[A-Z][A-Z0-9_]*$/) && RSTART > 1 {
	tag = substr($0, 1, RSTART - 1)
	if (tag ~ /^[a-z][a-z0-9_]*$/)
		print tag
}
