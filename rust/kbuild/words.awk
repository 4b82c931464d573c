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
# The functions as C has them, for its tables.
END { printf "pub mod address {\n    pub use super::*;\n%s}\n", addresses }

/^\}/ { if (in_block) printf "%s", wrappers; in_block = 0; wrappers = "" }
