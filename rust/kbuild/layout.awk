# SPDX-License-Identifier: GPL-2.0-only
#
# tags, bindings.rs -> C that fails to compile unless the compiler that builds the
# kernel lays every structure out as bindgen saw it.
#
# `tags` has a line `struct NAME` or `union NAME` for each tag in the headers; what is
# not in it is a typedef. Sizes, alignments and offsets come from the assertions that
# bindgen writes for rustc. A structure without a name is reached through the fields of
# the one that it is part of.

BEGIN {
	keywords = "abstract|as|async|await|become|box|const|crate|do|dyn|enum|extern|false|final|fn|gen|" \
		"impl|in|let|loop|macro|match|mod|move|mut|override|priv|pub|ref|self|Self|static|" \
		"super|trait|true|try|type|typeof|unsafe|unsized|use|virtual|where|yield"
}

FILENAME != previous { file++; previous = FILENAME }

file == 1 { tag[$2] = $1; next }

/^pub (struct|union) / { current = $3; next }

/^    pub [a-z_A-Z0-9]+: / && current {
	name = $2
	sub(/:$/, "", name)
	if (match($0, /[a-zA-Z_0-9]+__bindgen_ty_[0-9_a-z]+/))
		part[current, name] = substr($0, RSTART, RLENGTH)
	if ($3 ~ /^\[/)
		array[current, name] = 1
	next
}

/^}/ { current = "" }

# A long assertion is broken into two lines.
/^    \["(Size|Alignment|Offset) of / && !/;$/ {
	line = $0
	getline
	$0 = line $0
}

/^    \["(Size|Alignment) of / {
	type = unquote($3)
	if (!(type in known) && type !~ /__bindgen_/)
		types[++count] = type
	known[type] = 1
	value[$1 == "[\"Size" ? "size" : "align", type] = number()
	next
}

/^    \["Offset of field: / {
	split(unquote($4), word, "::")
	n = ++fields[word[1]]
	field[word[1], n] = word[2]
	offset[word[1], n] = number()
}

function unquote(text) {
	sub(/"\].*/, "", text)
	return text
}

# The number at the end of `... - 8usize];`.
function number(	text) {
	text = $NF
	sub(/usize.*/, "", text)
	return text + 0
}

# Rust's keywords end in an underscore here.
function c_name(rust) {
	return rust ~ ("^(" keywords ")_$") && !(rust in tag) ? substr(rust, 1, length(rust) - 1) : rust
}

function c_type(rust,	name) {
	name = c_name(rust)
	return name in tag ? tag[name] " " name : rust
}

function check(condition, what) {
	print "_Static_assert(" condition ", \"" what ": C and bindgen disagree\");"
}

# The fields of `type`, which stands at `path`, `base` bytes into the structure `root`.
function offsets(type, root, path, base,	n, name) {
	for (n = 1; n <= fields[type]; n++) {
		if (field[type, n] ~ /^_*bindgen_/)
			continue
		name = path c_name(field[type, n])
		check("__builtin_offsetof(" root ", " name ") == " (base + offset[type, n]), \
			root ": offset of " name)
		if ((type, field[type, n]) in part)
			offsets(part[type, field[type, n]], root, \
				name ((type, field[type, n]) in array ? "[0]." : "."), base + offset[type, n])
	}
}

END {
	for (i = 1; i <= count; i++) {
		type = types[i]
		c = c_type(type)
		check("sizeof(" c ") == " value["size", type], c ": size")
		check("_Alignof(" c ") == " value["align", type], c ": alignment")
		offsets(type, c, "", 0)
	}
}
