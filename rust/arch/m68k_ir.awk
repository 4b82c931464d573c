# SPDX-License-Identifier: GPL-2.0-only
#
# LLVM's intermediate code -> the same, with the stack hidden from instruction selection.
#
# LLVM's back end for m68k forgets the index where it addresses something on the stack by
# an index: `array[i]` is then `array[0]`. Addresses of what is on the stack therefore go
# through an empty piece of assembly, and are those of a register from there on. What tells
# when something lives is of the stack itself: LLVM takes that at its word for what is used
# before it begins to live, as everything is by that assembly.
#
# It also shifts 128 bits on the stack, by an index. Functions shift halves instead.

# The instruction that makes NAME of what is on the stack.
function hidden(name) {
	return "  " name " = call ptr asm \"\", \"=a,0\"(ptr " on_stack(name) ")"
}

function on_stack(name) {
	return "%\"on_stack." substr(name, 2) "\""
}

function fail() {
	print FILENAME ": cannot hide: " $0 > "/dev/stderr"
	failed = 1
}

BEGIN {
	word = "%[-A-Za-z0-9_.$]+"
}

/^  (tail )?call void @llvm\.lifetime\./ {
	if (match($0, word "\\)"))
		$0 = substr($0, 1, RSTART - 1) on_stack(substr($0, RSTART, RLENGTH - 1)) substr($0, RSTART + RLENGTH - 1)
	else if (!/poison/)
		fail()
}

# Arguments that are on the stack themselves.
/^define / {
	hide = text = ""
	while (match($0, " byval\\([^)]*\\)[^,%]*" word)) {
		argument = substr($0, RSTART, RLENGTH)
		text = text substr($0, 1, RSTART - 1)
		$0 = substr($0, RSTART + RLENGTH)
		match(argument, word "$")
		text = text substr(argument, 1, RSTART - 1) on_stack(substr(argument, RSTART))
		hide = hide hidden(substr(argument, RSTART)) "\n"
	}
	if (/ byval\(/)
		fail()
	print text $0
	next
}

hide && !/^[^ ]+:/ {
	printf "%s", hide
	hide = ""
}

$0 ~ "^  " word " = alloca " {
	name = $1
	$1 = ""
	print "  " on_stack(name) $0
	print hidden(name)
	next
}

$0 ~ "^  " word " = (shl|lshr|ashr) .*i128 .*, " word {
	operation = $3
	match($0, "i128 [^,]*, " word)
	split(substr($0, RSTART, RLENGTH), operand, ", ")
	print "  %\"amount." ++shifts "\" = trunc i128 " operand[2] " to i64"
	print "  " $1 " = call i128 @halves." operation "(" operand[1] ", i64 %\"amount." shifts "\")"
	used[operation]
	next
}
# What else would be on the stack, and addressed by an index there.
$0 ~ "^  " word " = (shl|lshr|ashr) .*i(6[5-9]|[7-9][0-9]|[0-9][0-9][0-9]+) .*, %" { fail() }
$0 ~ "^  " word " = (extract|insert)element .*, [a-z0-9]+ %" { fail() }
/call .*@llvm\.fsh[lr]\.i128/ { fail() }
/ = alloca / { fail() }

/^declare .*@llvm\.fsh[lr]\.i64\(/ { declared[substr($0, index($0, "@"), 14)] }

{ print }

hide {
	printf "%s", hide
	hide = ""
}

# The function that does OPERATION on the two halves of a number.
function halves(operation) {
	print "define internal i128 @halves." operation "(i128 %value, i64 %amount) noinline nounwind optsize " \
		"\"target-cpu\"=\"M68020\" \"target-features\"=\"+reserve-a2\" {"
	print "  %low = trunc i128 %value to i64\n  %upper = lshr i128 %value, 64\n  %high = trunc i128 %upper to i64"
	print "  %far = icmp uge i64 %amount, 64\n  %by = and i64 %amount, 63"
	if (operation == "shl") {
		print "  %near.high = call i64 @llvm.fshl.i64(i64 %high, i64 %low, i64 %by)"
		print "  %near.low = shl i64 %low, %by"
		print "  %new.high = select i1 %far, i64 %near.low, i64 %near.high"
		print "  %new.low = select i1 %far, i64 0, i64 %near.low"
	} else {
		print "  %near.low = call i64 @llvm.fshr.i64(i64 %high, i64 %low, i64 %by)"
		print "  %near.high = " operation " i64 %high, %by"
		print "  %fill = " (operation == "ashr" ? "ashr i64 %high, 63" : "and i64 %high, 0")
		print "  %new.low = select i1 %far, i64 %near.high, i64 %near.low"
		print "  %new.high = select i1 %far, i64 %fill, i64 %near.high"
	}
	print "  %part = zext i64 %new.high to i128\n  %placed = shl i128 %part, 64"
	print "  %rest = zext i64 %new.low to i128\n  %all = or i128 %placed, %rest\n  ret i128 %all\n}"
}

function declare(name) {
	if (!(name in declared))
		print "declare i64 " name "(i64, i64, i64)"
}

END {
	for (operation in used)
		halves(operation)
	if ("shl" in used)
		declare("@llvm.fshl.i64")
	if ("lshr" in used || "ashr" in used)
		declare("@llvm.fshr.i64")
	exit failed
}
