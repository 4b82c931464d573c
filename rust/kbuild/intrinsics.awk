# SPDX-License-Identifier: GPL-2.0-only
#
# Names the intrinsics that rust/compiler_builtins/lib.rs lists, one a line.
/^[ \t]+__[a-z0-9_]+,/ { sub(/^[ \t]+/, ""); sub(/,.*/, ""); print }
