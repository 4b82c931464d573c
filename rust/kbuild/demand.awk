# SPDX-License-Identifier: GPL-2.0-only
#
# The C names that Rust sources take from `bindings`: `bindings::name`, in
# `bindings::address::` and `bindings::safe::` too, and `bindings::{a, b as c}`; and those behind a function of
# `declare_trace!`. `bindings` has another name after `bindings as c` and `bindings::{self as c}`. After `use
# bindings::*` each word of the file may be one, but with `-v explicit=1`; what is none in C is not found there. A
# file that is no Rust source holds bare names.
function note(name) {
	if (name ~ /^[A-Za-z_][A-Za-z0-9_]*$/)
		print name
}
# The text with `bindings::` for each other name of it.
function unaliased(text,    rest, name, names, n, i) {
	rest = text
	while (match(rest, /(bindings|bindings::[ \t\n]*\{[^}]*self)[ \t\n]+as[ \t\n]+[A-Za-z_][A-Za-z0-9_]*/)) {
		name = substr(rest, RSTART, RLENGTH)
		rest = substr(rest, RSTART + RLENGTH)
		sub(/.*[ \t\n]/, "", name)
		names[++n] = name
	}
	for (i = 1; i <= n; i++)
		gsub("[^A-Za-z0-9_]" names[i] "[ \t\n]*::", " bindings::", text)
	return text
}
function scan(text,    rest, group, parts, n, i, word) {
	text = unaliased(text)
	gsub(/bindings[ \t\n]*::[ \t\n]*/, "bindings::", text)
	gsub(/bindings::(address|safe)::/, "bindings::", text)
	if (!explicit && text ~ /bindings::(\*|\{([^}]*[ \t\n,])?\*)/) {
		n = split(text, parts, /[^A-Za-z0-9_]+/)
		for (i = 1; i <= n; i++)
			note(parts[i])
	}
	while (match(text, /bindings::(\{[^}]*\}|[A-Za-z_][A-Za-z0-9_]*)/)) {
		rest = substr(text, RSTART + 10, RLENGTH - 10)
		text = substr(text, RSTART + RLENGTH)
		if (rest ~ /^\{/) {
			group = substr(rest, 2, length(rest) - 2)
			n = split(group, parts, ",")
			for (i = 1; i <= n; i++) {
				word = parts[i]
				gsub(/^[ \t\n]+/, "", word)
				sub(/[ \t\n].*$/, "", word)
				note(word)
			}
		} else {
			note(rest)
		}
	}
}
function scan_traces(text,    name) {
	if (text !~ /declare_trace!/)
		return
	while (match(text, /unsafe[ \t\n]+fn[ \t\n]+[A-Za-z0-9_]+\([^;{]*\);/)) {
		name = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
		sub(/^unsafe[ \t\n]+fn[ \t\n]+/, "", name)
		sub(/\(.*/, "", name)
		note("__tracepoint_" name)
		note("rust_do_trace_" name)
	}
}
FNR == 1 && NR > 1 { scan(text); scan_traces(text); text = "" }
FILENAME !~ /\.rs$/ { if ($0 !~ /^#/) note($1); next }
{ sub(/^[ \t]*\/\/[\/!]?/, ""); text = text $0 "\n" }
END { scan(text); scan_traces(text) }
