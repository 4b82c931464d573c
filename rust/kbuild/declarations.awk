# SPDX-License-Identifier: GPL-2.0-only
#
# What words.awk and safe.awk read declarations by, in bindgen's Rust code.

function trim(text) {
	gsub(/^[ \t]+|[ \t]+$/, "", text)
	return text
}

# Splits at the commas that are in no brackets.
function split_list(text, part,    i, c, depth, n) {
	n = 1
	part[1] = ""
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		if (c ~ /[(<\[]/)
			depth++
		else if (c ~ /[)\]]/ || (c == ">" && substr(text, i - 1, 1) != "-"))
			depth--
		if (c == "," && !depth)
			part[++n] = ""
		else
			part[n] = part[n] c
	}
	if (trim(part[n]) == "")
		n--
	return n
}

# The place behind the bracket that closes the one at `from`.
function closing(text, from,    i, c, depth) {
	for (i = from; i <= length(text); i++) {
		c = substr(text, i, 1)
		if (c == "(")
			depth++
		else if (c == ")" && !--depth)
			return i
	}
	return 0
}

function open_brackets(text,    copy) {
	copy = text
	return gsub(/\(/, "", text) - gsub(/\)/, "", copy)
}

# Input goes on until `text` has all its brackets, and ends with a semicolon if `whole`.
function complete(text, whole,    more) {
	while ((open_brackets(text) || (whole && text !~ /;$/)) && (getline more) > 0)
		text = text " " trim(more)
	gsub(/\( +/, "(", text)
	gsub(/, +\)/, ")", text)
	return text
}

# Of `NAME: TYPE` the name, and the type; an argument of a pointer to functions may have no name.
function argument_name(text) {
	return match(text, /^[A-Za-z0-9_]+:[^:]/) ? substr(text, 1, RLENGTH - 2) : ""
}

function argument_type(text) {
	return match(text, /^[A-Za-z0-9_]+:[^:]/) ? substr(text, RLENGTH + 1) : text
}
