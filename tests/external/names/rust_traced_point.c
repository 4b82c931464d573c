// SPDX-License-Identifier: GPL-2.0-only
/* The C half: the tracepoint, and somebody who listens to it. */
#define CREATE_TRACE_POINTS
#define CREATE_RUST_TRACE_POINTS
#include "rust_traced.h"

static int heard;

static void probe(void *data, int number, const char *what)
{
	if (what[0] == 'o')
		heard += number;
}

int rust_traced_listen(bool on)
{
	if (on)
		return register_trace_rust_traced_hit(probe, NULL);
	unregister_trace_rust_traced_hit(probe, NULL);
	tracepoint_synchronize_unregister();
	return 0;
}

int rust_traced_heard(void)
{
	return heard;
}
