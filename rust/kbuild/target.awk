# SPDX-License-Identifier: GPL-2.0-only
#
# Reads the specification of one of rustc's targets, as JSON that rustc printed; writes it with
# `features` added, and with the word `sanitizers` among those that it supports.

/^  "features": / && features {
	sub(/",?$/, "," features "\",")
	features = ""
}
/^  "supported-sanitizers": \[/ && sanitizers {
	sub(/\[/, "[\n    \"" sanitizers "\",")
	sanitizers = ""
}
/^}/ {
	if (features) print ",\"features\": \"" features "\""
	if (sanitizers) print ",\"supported-sanitizers\": [\"" sanitizers "\"]"
}
{ print }
