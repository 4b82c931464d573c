# SPDX-License-Identifier: GPL-2.0-only
#
# Where rustc and C pass arguments or results in different places: changes declarations of C
# functions, and types of pointers to functions, to such as the two sides agree on. What takes
# a 64-bit number or a structure takes the words that it consists of. A function has the
# prototype of the header all the same: an inline function of its name makes the words.
#
#   registers=N   the first N words of arguments are in registers; 64-bit numbers and
#                 structures too, unless they do not fit, and then what follows is not either.
#                 A structure that is returned in memory is written through a pointer, which
#                 is the first argument
#   integers=N    structures of 1, 2, 4, up to N bytes are returned as integers of their size
#                 are, larger ones and others where a register points to of which rustc does
#                 not know. On the stack those of less than a word are at its end, as
#                 integers are
#
# What can be declared in no way is left out, and what points to such a function points to
# one that nobody has and nobody can call.
#
# Input: bindgen's Rust code, `passes` files; all but the last are read for their types alone.

# The type that a name stands for in the end.
function resolved(type) {
	type = trim(type)
	while (type in alias)
		type = trim(alias[type])
	return type
}

# How many words an argument of this type has, 0 if both sides treat it alike.
function words(type) {
	type = resolved(type)
	if (type ~ /^((ffi::c_u?longlong)|u64|i64)$/)
		return 2
	return type in size ? int((size[type] + 3) / 4) : 0
}

# The size of a structure, 0 for other types.
function aggregate(type) {
	type = resolved(type)
	return type in size ? size[type] : 0
}

# The integer that a structure is passed as, if it is.
function integer(bytes, most) {
	return bytes <= most && bytes ~ /^[1248]$/ ? "u" 8 * bytes : ""
}

# The type of what comes back in place of a result: nothing if it is written to memory.
function returned_as(result,    bytes) {
	bytes = aggregate(result)
	if (integers && integer(bytes, integers))
		return integer(bytes, integers)
	return in_memory(result) ? "" : result
}

# The same as pass_arguments(), where structures are integers.
function pass_integers(text, result,    part, n, i, bytes, out) {
	changed = returned_as(result) != result
	if (result && !returned_as(result))
		changed = -1
	call = out = ""
	n = split_list(text, part)
	for (i = 1; i <= n; i++) {
		part[i] = trim(part[i])
		bytes = aggregate(argument_type(part[i]))
		if (integer(bytes, 2) && changed >= 0) {
			changed = 1
			out = out (argument_name(part[i]) ? argument_name(part[i]) ": " : "") integer(bytes, 2) ", "
			call = call "alike(" argument_name(part[i]) "), "
		} else {
			if (bytes == 3)
				changed = -1
			out = out part[i] ", "
			call = call argument_name(part[i]) ", "
		}
	}
	sub(/, $/, "", call)
	sub(/, $/, "", out)
	return out
}

# The arguments as they are passed. Sets `changed`, and `call` to what the inline function passes.
function pass_arguments(text, result,    part, n, i, k, name, type, count, free, out) {
	if (integers)
		return pass_integers(text, result)
	free = registers
	changed = 0
	call = out = ""
	if (in_memory(result)) {
		out = "result: *mut " result ", "
		call = "result.as_mut_ptr(), "
		free--
		changed = 1
	}
	n = split_list(text, part)
	for (i = 1; i <= n; i++) {
		part[i] = trim(part[i])
		name = argument_name(part[i])
		type = argument_type(part[i])
		count = part[i] == "..." ? 0 : words(type)
		if (!count || text ~ /\.\.\.$/) {
			free -= free > 0
			out = out part[i] ", "
			call = call name ", "
		} else if (count <= free) {
			free -= count
			changed = 1
			for (k = 0; k < count; k++) {
				out = out (name ? name "_" k ": " : "") "u32, "
				call = call "words::<_, " count ">(" name ")[" k "], "
			}
		} else {
			# On the stack, and nothing behind it is elsewhere.
			if (aggregate(type) && free > 0 && i < n)
				changed = -1
			free = 0
			out = out part[i] ", "
			call = call name ", "
		}
	}
	sub(/, $/, "", call)
	sub(/, $/, "", out)
	return out
}

function in_memory(type,    bytes) {
	bytes = aggregate(type)
	return bytes && bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8
}

# Types of pointers to functions, those within others first.
function pointers(text,    start, from, to, head, args, rest, result) {
	if (!match(text, /extern "C" fn\(/))
		return text
	start = RSTART + RLENGTH - 1
	to = closing(text, start)
	head = substr(text, 1, start)
	args = pointers(substr(text, start + 1, to - start - 1))
	rest = substr(text, to + 1)
	result = ""
	if (match(rest, /^ -> [A-Za-z0-9_:]+/)) {
		result = substr(rest, 5, RLENGTH - 4)
		rest = substr(rest, RLENGTH + 1)
	}
	args = pass_arguments(args, result)
	if (integers && changed < 0)
		args = "nobody: ::core::convert::Infallible"
	result = returned_as(result)
	return head args ")" (result ? " -> " result : "") pointers(rest)
}

# `pub fn NAME(...) -> ...;` with the attributes before it.
function declaration(text,    from, to, name, args, passed, rest, result, returned, link) {
	match(text, /pub fn [A-Za-z0-9_]+\(/)
	from = RSTART
	name = substr(text, from + 7, RLENGTH - 8)
	to = closing(text, from + RLENGTH - 1)
	args = pointers(substr(text, from + RLENGTH, to - from - RLENGTH))
	rest = substr(text, to + 1)
	result = rest
	gsub(/^ *-> *|;.*$/, "", result)
	result = trim(pointers(result))
	passed = pass_arguments(args, result)
	returned = returned_as(result)
	if (!changed)
		return substr(text, 1, from + length(name) + 7) args substr(text, to)
	if (changed < 0)
		return ""
	addresses = addresses "    pub use super::words_" name " as " name ";\n"
	link = substr(text, 1, from - 1)
	if (link !~ /link_name/)
		link = link "#[link_name = \"" name "\"] "
	wrappers = wrappers "#[inline(always)]\npub unsafe fn " name "(" args ")" (result ? " -> " result : "") " {\n"
	if (returned == result)
		wrappers = wrappers "    words_" name "(" call ")\n}\n"
	else if (returned)
		wrappers = wrappers "    alike(words_" name "(" call "))\n}\n"
	else
		wrappers = wrappers "    let mut result = ::core::mem::MaybeUninit::<" result ">::uninit();\n    words_" \
			name "(" call ");\n    result.assume_init()\n}\n"
	return link "pub fn words_" name "(" passed ")" (returned ? " -> " returned : "") ";"
}

# First pass: types.
FNR == 1 { pass++ }
pass < passes {
	if (match($0, /^pub type [A-Za-z0-9_]+ = [A-Za-z0-9_:]+;/)) {
		line = substr($0, 10, RLENGTH - 10)
		alias[substr(line, 1, index(line, " ") - 1)] = substr(line, index(line, "= ") + 2)
	}
	if (match($0, /^ *\["Size of [A-Za-z0-9_]+"\]/)) {
		of = substr($0, RSTART, RLENGTH)
		gsub(/^.*Size of |"\]$/, "", of)
		line = $0
		while (line !~ /- [0-9]+usize/ && (getline more) > 0)
			line = line more
		match(line, /- [0-9]+usize/)
		size[of] = substr(line, RSTART + 2, RLENGTH - 7) + 0
	}
	next
}

# Second pass: declarations and types of pointers, each on one line.
/^(unsafe )?extern "C" \{/ { in_block = 1 }
{
	text = $0
	# An attribute belongs to the declaration behind it.
	whole = in_block && /pub fn |#\[/
	if (whole || /extern "C" fn\(/) {
		text = complete(text, whole)
		text = text ~ /pub fn / ? declaration(text) : pointers(text)
	}
	print text
}
/^\}/ { if (in_block) printf "%s", wrappers; in_block = 0; wrappers = "" }

# The functions as C has them, for its tables.
END { printf "pub mod address {\n    pub use super::*;\n%s}\n", addresses }
