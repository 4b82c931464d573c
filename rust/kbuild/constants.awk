# SPDX-License-Identifier: GPL-2.0-only
#
# First file: bindings.rs. Second: demanded macros. Those that bindgen could not
# evaluate become typed C constants, which it can. A macro with small letters is
# another name of a function or a variable.
NR == FNR { if ($1 == "pub" && $2 == "const") { sub(/:$/, "", $3); known[$3] = 1 } next }
!($1 in known) && $1 !~ /[a-z]/ { printf "static const __typeof__(%s) rust_const_%s = %s;\n", $1, $1, $1 }
