# SPDX-License-Identifier: GPL-2.0-only
#
# Names that preprocessed text does not have. First file: the names.
BEGIN { names = ARGV[1] }
FILENAME == names { wanted[$1]; next }
{
	n = split($0, words, /[^A-Za-z0-9_]+/)
	for (i = 1; i <= n; i++)
		if (words[i] in wanted)
			delete wanted[words[i]]
}
END {
	for (name in wanted)
		print name
}
