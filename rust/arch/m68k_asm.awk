# SPDX-License-Identifier: GPL-2.0-only
#
# LLVM's assembly for m68k -> such that does what LLVM means.
#
# LLVM copies registers by `move`, and takes it that a copy leaves the condition codes
# alone; so it puts copies between a comparison and what reads its outcome. Where the
# codes are read later, they are saved around the copy. They are what another instruction
# than a `move` has set last, on every way there.
#
# LLVM also takes it that a comparison sets the bit of carrying on (X) as it sets carry. Where
# that bit is read next, a copy of what is compared is subtracted from.
#
# And LLVM computes in address registers what only data registers can: the two are exchanged for that.
#
# The assembler takes the end of a name like `.Lvtable.l` for a size.

BEGIN {
	FS = "\t"
	condition = "(ne|eq|cs|cc|hi|ls|lt|gt|le|ge|mi|pl|vs|vc)"
}

# Text without local names that end like sizes.
function without_sizes(text,    done, name) {
	while (match(text, /\.L[A-Za-z0-9_.$]+/)) {
		name = substr(text, RSTART, RLENGTH)
		if (name ~ /\.[bwlsdxpBWLSDXP]$/)
			name = substr(name, 1, RLENGTH - 2) "_" substr(name, RLENGTH)
		done = done substr(text, 1, RSTART - 1) name
		text = substr(text, RSTART + RLENGTH)
	}
	return done text
}

/^[ \t]*;/ { next }
/\.L/ && !/"/ { $0 = without_sizes($0) }
{ line[++count] = $0 }
/^[^ \t"]+:/ { place[substr($0, 1, index($0, ":") - 1)] = count }

# What instruction I does with the condition codes: r, reads them; w, only writes them; m, is a
# copy; b, reads them and jumps; j, jumps; e, goes away; nothing.
function kind(i,    op) {
	if (line[i] !~ /^\t[a-z]/)
		return ""
	op = $2
	sub(/\.[bwl]$/, "", op)
	if (op ~ "^b" condition "$")
		return "b"
	if (op == "bra")
		return "j"
	if (op ~ "^s" condition "$" || op ~ /^(addx|subx|negx|roxl|roxr)$/ || (op == "move" && $3 ~ /^%ccr/))
		return "r"
	if (op ~ /^(rts|jmp)$/)
		return "e"
	if (op ~ /^(movem|lea|pea|adda|suba|movea|st|sf|exg|nop|link|unlk)$/ ||
	    (op ~ /^(add|sub|move|addq|subq)$/ && $3 ~ /, *%(a[0-7]|sp)$/))
		return ""
	return op ~ /^moveq?$/ && $3 !~ /, *%ccr$/ ? "m" : "w"
}

# Likewise with the bit of carrying on: r, reads it; w, sets it.
function carry_kind(i,    op) {
	op = line[i] ~ /^\t[a-z]/ ? $2 : ""
	sub(/\.[bwl]$/, "", op)
	if (op ~ /^(addx|subx|negx|roxl|roxr)$/)
		return "r"
	return what[i] == "w" && (op ~ /^(add|sub|neg|as|ls)/ || $3 ~ /, *%ccr$/) ? "w" : ""
}

# Whether what IS_READ tells of the places where it is read is read behind instruction I.
function read_behind(is_read, i) {
	if (what[i] == "e")
		return 0
	if (what[i] == "j")
		return is_read[place[to[i]]]
	return is_read[i + 1] || (what[i] == "b" && is_read[place[to[i]]])
}

# Whether condition codes that nobody reads are followed, on the same way, by such that are read.
function is_lost(i) {
	for (i++; line[i] ~ /^\t/ && what[i] ~ /^m?$/; i++)
		;
	return what[i] == "w" && read_behind(read, i)
}

function fail(i, why) {
	print FILENAME ": " why ": " line[i] > "/dev/stderr"
	failed = 1
}

# An instruction whose result is in an address register that it cannot have.
function in_address(i,    at, register, other) {
	match(line[i], /%a[0-7]$/)
	register = substr(line[i], RSTART)
	at = substr(line[i], 1, RSTART - 1)
	other = at ~ /%d0/ ? "%d1" : "%d0"
	if (at ~ register)
		fail(i, "cannot exchange")
	print "\texg\t" other ", " register "\n" at other "\n\texg\t" other ", " register
}

# A comparison that sets the bit of carrying on as well.
function compare(i,    size, from, comma) {
	$0 = line[i]
	size = substr($2, length($2))
	comma = match($3, /, *[^,]*(\([^()]*\))?$/)
	from = substr($3, 1, comma - 1)
	sub(/, */, "", $3)
	if ($2 !~ /^cmpi?\.[bwl]$/ || from !~ /^(#-?[0-9]+|%d[0-7])$/)
		fail(i, "does not carry on")
	print "\tmove." size "\t" substr($3, comma) ", -(%sp)\n\tsub." size "\t" from ", (%sp)\n\tlea\t(" \
		(size == "l" ? 4 : 2) ",%sp), %sp"
}

END {
	for (i = 1; i <= count; i++) {
		$0 = line[i]
		what[i] = kind(i)
		carry[i] = carry_kind(i)
		to[i] = $3
		# To another function, which may be far away.
		if (what[i] == "j" && $3 !~ /^\.L/) {
			what[i] = "e"
			line[i] = "\tjmp\t" $3
		}
	}
	do {
		again = 0
		for (i = count; i; i--) {
			if (!read[i] && (what[i] ~ /[rb]/ || (what[i] != "w" && read_behind(read, i))))
				again = read[i] = 1
			if (!carried[i] && (carry[i] == "r" || (what[i] != "w" && read_behind(carried, i))))
				again = carried[i] = 1
		}
	} while (again)
	for (i = 1; i <= count; i++) {
		keep = what[i] == "m" && read[i]
		if (keep && line[i] ~ /%sp/)
			fail(i, "cannot save the condition codes")
		if (keep && !kept)
			print "\tmove.w\t%ccr, -(%sp)"
		else if (kept && !keep)
			print "\tmove.w\t(%sp)+, %ccr"
		kept = keep
		if (line[i] ~ /^\tcmp/ && !read_behind(read, i) && is_lost(i))
			fail(i, "something else sets the condition codes before they are read")
		if (line[i] ~ /^\t(add|sub)q?\.[bwl]\t.*, *%(a[0-7]|sp)$/ && read_behind(read, i))
			fail(i, "sets no condition codes")
		if (what[i] == "w" && !carry[i] && read_behind(carried, i))
			compare(i)
		else if (line[i] ~ /^\t(and|or|eor|andi|ori|eori)\.l\t.*, *%a[0-7]$/)
			in_address(i)
		else
			print line[i]
	}
	exit failed
}
