// SPDX-License-Identifier: GPL-2.0-only
int rust_mixed_sum(int a, int b);

int rust_mixed_sum(int a, int b)
{
	return a + b;
}
