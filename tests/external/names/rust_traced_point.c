// SPDX-License-Identifier: GPL-2.0-only
/* The C half: the tracepoint, and somebody who listens to it. */
#include <linux/preempt.h>

#define CREATE_TRACE_POINTS
#define CREATE_RUST_TRACE_POINTS
#include "rust_traced.h"

static int heard;
static bool preemptible_by_c;

/* Hears what C hits, number 0, and after that what comes in the same context. */
static void probe(void *data, int number, const char *what)
{
	bool now = preemptible();

	if (!number)
		preemptible_by_c = now;
	if (what[0] == 'o' && now == preemptible_by_c)
		heard += number;
}

static int start_listening(void)
{
	int error = register_trace_rust_traced_hit(probe, NULL);

	if (!error)
		trace_rust_traced_hit(0, "once");
	return error;
}

int rust_traced_listen(bool on)
{
	if (on)
		return start_listening();
	unregister_trace_rust_traced_hit(probe, NULL);
	tracepoint_synchronize_unregister();
	return 0;
}

int rust_traced_heard(void)
{
	return heard;
}
