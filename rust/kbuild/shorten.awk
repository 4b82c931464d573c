# SPDX-License-Identifier: GPL-2.0-only
#
# nm's output -> a list for objcopy --redefine-syms: every Rust symbol that is longer
# than `local` characters, or global (defined or wanted) and longer than `global`, gets
# a short name. It is made from the long one alone, so that all objects agree on it:
# the name's beginning, or what tells objtool that a function never returns, and 62
# bits of hash. What divides 64-bit numbers gets the name that it has in
# compiler_builtins/division.rs, and so do the functions that `own` names, but for the object that
# has the latter.
BEGIN {
	split(own, list, " ")
	for (i in list)
		layers[list[i]] = "__rust" (list[i] ~ /^_/ ? "" : "_") list[i]
	for (i = 1; i < 256; i++)
		code[sprintf("%c", i)] = i
}

function hash(name, factor, modulus,	h, i) {
	h = length(name)
	for (i = 1; i <= length(name); i++)
		h = (h * factor + code[substr(name, i, 1)]) % modulus
	return sprintf("%08x", h)
}

{
	name = $NF
	# A function's type hash and padding have symbols of their own.
	prefix = match(name, /^__(cfi|pfx|kcfi)_/) ? substr(name, 1, RLENGTH) : ""
	name = substr(name, length(prefix) + 1)
	max = ($(NF - 1) ~ /[A-Z]/ && prefix == "" ? global : local) - length(prefix)
}

name ~ /^__((hexagon_)?u?(div|mod)di3|aeabi_u?ldivmod)$/ { print name, "__rust" name }

name in layers { called[name] }
name ~ /^__rust_/ && $(NF - 1) == "T" { defined[name] }

name ~ /^_R/ && length(name) > max {
	head = substr(name, 1, 38)
	if (name !~ /AssertKind/ && match(name, \
	    /4core9panicking|17rust_begin_unwind|13unwrap_failed|13expect_failed|slice_index_fail|slice_error_fail|len_mismatch_fail/))
		head = "_R" substr(name, RSTART, RLENGTH)
	print prefix name, prefix head "_" hash(name, 257, 2147483647) hash(name, 65599, 2147483629)
}

END {
	for (name in called)
		if (!(layers[name] in defined))
			print name, layers[name]
}
