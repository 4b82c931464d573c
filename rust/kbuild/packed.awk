# SPDX-License-Identifier: GPL-2.0-only
#
# Where C has 64-bit numbers at multiples of 2 and rustc has them at multiples of 4: a
# structure that bindgen packed to 4 needs no packing, and one that has aligned parts
# must have none. What has a larger alignment in C says so. In a structure that is not
# packed then, a number that is at no multiple of 4 becomes a `Packed`, which is the same
# number at any multiple of 2, and in front of one that C aligns more than rustc does goes what is missing.
#
# Input: bindgen's Rust code, twice; the first time for types and offsets.

FNR == 1 { pass++ }

pass == 1 {
	if (match($0, /^pub type [A-Za-z0-9_]+ = [A-Za-z0-9_:]+;/)) {
		split(substr($0, 10, RLENGTH - 10), word, " = ")
		alias[word[1]] = word[2]
	}
	if (match($0, /^ *\["(Offset of field:|Alignment of|Size of) [A-Za-z0-9_:]+"\]/)) {
		name = substr($0, RSTART, RLENGTH)
		what = name ~ /"Size of/
		sub(/^.* /, "", name)
		sub(/"\].*/, "", name)
		line = $0
		while (line !~ /- [0-9]+usize/ && (getline more) > 0)
			line = line more
		match(line, /- [0-9]+usize/)
		if (what)
			size[name] = substr(line, RSTART + 2, RLENGTH - 7) + 0
		else
			number[name] = substr(line, RSTART + 2, RLENGTH - 7) + 0
	}
	next
}

# Whether a name stands for a 64-bit number in the end.
function is_long(type) {
	while (type in alias)
		type = alias[type]
	return type ~ /^((ffi::c_u?longlong)|u64|i64)$/
}

# How many bytes a number, a structure or an array of those has; nothing if that is not known.
function bytes(type,	count) {
	count = 1
	while (match(type, /; [0-9]+usize\]$/)) {
		count *= substr(type, RSTART + 2) + 0
		type = substr(type, 2, RSTART - 2)
	}
	while (type in alias)
		type = alias[type]
	if (is_long(type)) return 8 * count
	if (type ~ /^((ffi::c_u?(int|long))|u32|i32)$/) return 4 * count
	if (type ~ /^((ffi::c_u?short)|u16|i16)$/) return 2 * count
	if (type ~ /^((ffi::c_[us]?char)|u8|i8|bool)$/) return count
	return type in size ? size[type] * count : ""
}

# Attributes wait for the name of what they are of.
/^#\[/ {
	sub(/^#\[repr\(C, packed\(4\)\)\]/, "#[repr(C)]")
	packed = packed || /packed/
	attributes = attributes $0 "\n"
	next
}
/^pub (struct|union) / {
	current = $3
	end = ""
	if (number[current] > 4 && attributes !~ /align\(/)
		sub(/#\[repr\(C\)\]/, "#[repr(C, align(" number[current] "))]", attributes)
}
attributes {
	printf "%s", attributes
	attributes = ""
}
/^}/ { current = packed = end = "" }

/^    pub [A-Za-z0-9_]+: / && current && !packed {
	name = $2
	sub(/:$/, "", name)
	known = (current "::" name) in number
	if (number[current "::" name] % 4 && match($3, /[A-Za-z0-9_:]+/) && is_long(substr($3, RSTART, RLENGTH))) {
		sub(substr($3, RSTART, RLENGTH), "Packed<&>", $3)
		$0 = "    " $0
		used = 1
	}

	# `end` is where the field before ends, if that is known.
	type = $0
	sub(/^[^:]*: /, "", type)
	sub(/,$/, "", type)
	if (end != "" && known && is_long(type) && number[current "::" name] - end >= 4)
		printf "    pub __padding_%d: [u8; %dusize],\n", ++padding, number[current "::" name] - end
	length_of = known ? bytes(type) : ""
	end = length_of == "" ? "" : number[current "::" name] + length_of
}

{ print }

END {
	if (used) {
		print "#[repr(C, packed(2))]\n#[derive(Copy, Clone, Default)]\npub struct Packed<T: Copy>(pub T);"
		print "unsafe impl<T: Copy + ::pin_init::Zeroable> ::pin_init::Zeroable for Packed<T> {}"
	}
}
