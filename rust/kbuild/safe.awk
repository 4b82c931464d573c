# SPDX-License-Identifier: GPL-2.0-only
#
# Functions of Rust's for the C functions that rust/bindings/safe lists, which any caller may
# call: a pointer to an object is a reference to a living one, a pointer to constant characters a string of C's.
#
# Input: the list, aliases, bindgen's Rust code. What a tree has not is left out.

FILENAME ~ /\/safe$/ { if ($0 !~ /^#/ && NF) wanted[$1] = 1; next }
FILENAME ~ /aliases$/ { alias[$2] = $1; next }

# The arguments, and in `call` what C gets.
function references(text,    part, n, i, name, type, out) {
	call = out = ""
	n = split_list(text, part)
	for (i = 1; i <= n; i++) {
		name = argument_name(trim(part[i]))
		type = trim(argument_type(trim(part[i])))
		call = call (i > 1 ? ", " : "") name
		if (type == "*const ffi::c_char") {
			type = "&::core::ffi::CStr"
			call = call ".as_ptr().cast()"
		} else if (sub(/^\*(const|mut) /, "", type)) {
			type = "&Live<" type ">"
			call = call ".get()"
		}
		out = out (i > 1 ? ", " : "") name ": " type
	}
	return out
}

function declared(text,    start, name, to, args, rest) {
	if (!match(text, /fn [A-Za-z0-9_]+\(/))
		return
	start = RSTART + RLENGTH - 1
	name = substr(text, RSTART + 3, RLENGTH - 4)
	to = closing(text, start)
	sub(/^rust_helper_/, "", name)
	if (!(name in wanted) && (name in alias))
		name = alias[name]
	if (!(name in wanted) || (name in done))
		return
	done[name] = 1
	args = references(substr(text, start + 1, to - start - 1))
	rest = substr(text, to + 1)
	sub(/ *[;{].*$/, "", rest)
	printf "#[inline(always)]\npub fn %s(%s)%s {\n", name, args, rest
	print "    // SAFETY: The list says that any caller may call it, and C's objects are alive while they are borrowed."
	printf "    unsafe { super::%s(%s) }\n}\n", name, call
}

/^(unsafe )?extern "C" \{/ { in_block = 1 }
/^\}/ { in_block = 0 }
in_block && /pub fn / { declared(complete($0, 1)) }
/^pub unsafe fn / { declared($0) }
