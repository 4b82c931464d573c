# SPDX-License-Identifier: GPL-2.0-only
#
# Headers that declare some names. First file: the names. Others: headers, the likelier ones first. Prints
# `header name` for each name that one of them declares; of several, one that defines it beside others that
# have it in a list, as enumerators are, and the first of these.
BEGIN {
	names = ARGV[1]
	none = 9
}
FILENAME == names {
	all = all (all == "" ? "" : "|") $1
	best[$1] = none
	next
}
!pattern { pattern = "(^|[^A-Za-z0-9_])(" all ")($|[^A-Za-z0-9_])" }
$0 ~ pattern {
	for (name in best) {
		rank = declares($0, name)
		if (rank < best[name]) {
			best[name] = rank
			header[name] = FILENAME
		}
	}
}
END {
	for (name in header)
		print header[name], name
}
# 1: the line defines the name, 2: it has it as an enumerator, `none`: neither.
function declares(line, name,    end) {
	end = "($|[^A-Za-z0-9_])"
	if (line ~ "^[ \t]*#[ \t]*define[ \t]+" name end)
		return 1
	if (line ~ "^(struct|union|enum)[ \t]+" name "[ \t]*($|\\{)")
		return 1
	if (line ~ "^(typedef[ \t].*|\\}[ \t]*)[ \t*]" name ";")
		return 1
	if (line ~ "^extern[ \t].*[ \t*]" name "(\\[.*)?;")
		return 1
	if (line ~ "^([A-Za-z_][^;=]*[ \t*])?" name "[ \t]*\\(" && line !~ "^[^(]*\\([^)]*" name)
		return 1
	if (line ~ "^[ \t]+" name "[ \t]*($|=|,|/)")
		return 2
	return none
}
