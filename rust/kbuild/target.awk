# SPDX-License-Identifier: GPL-2.0-only
#
# Reads the specification of one of rustc's targets, as JSON that rustc printed; writes it with
# `features` added, and with the words of `sanitizers` among those that it supports, and for the ABI `abi`. A `-NAME` of
# `features` takes the target's own `+NAME` away: rustc does not take both. Enumerations are as wide
# as an int, as the kernel's C has them on every architecture.

function has(list, word) {
	return index("," list ",", "," word ",")
}

# The words as JSON has them in a list.
function quoted(words) {
	gsub(/ +/, "\", \"", words)
	return "\"" words "\""
}

# Puts `features` behind those of the target, which are in `own`.
function joined(own,	n, i, word, all) {
	n = split(own "," features, word, ",")
	for (i = 1; i <= n; i++)
		if (!has(own, "+" substr(word[i], 2)) || !has(features, "-" substr(word[i], 2)))
			all = all (all ? "," : "") word[i]
	return all
}

/^  "features": / && features {
	sub(/",?$/, "")
	match($0, /: "/)
	$0 = substr($0, 1, RSTART + 2) joined(substr($0, RSTART + 3)) "\","
	features = ""
}
/^  "supported-sanitizers": \[/ && sanitizers {
	$0 = "  \"supported-sanitizers\": [\n    " quoted(sanitizers) ","
	sanitizers = ""
}
/^  "c-enum-min-bits": / { next }
/^  "rustc-abi": / && abi { next }
/^}/ {
	if (abi) print ",\"rustc-abi\": \"" abi "\""
	if (features) print ",\"features\": \"" features "\""
	if (sanitizers) print ",\"supported-sanitizers\": [" quoted(sanitizers) "]"
}
{ print }
