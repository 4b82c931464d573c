// SPDX-License-Identifier: GPL-2.0-only
/* Does a tracepoint come with a function that hits it? */
#include <linux/tracepoint.h>
#include "../probe.h"

TRACE_EVENT(rust_probed, TP_PROTO(int number), TP_ARGS(number), , , );

#ifdef RUST_PROBE_YES
void (*hit)(int number) = rust_do_trace_rust_probed;
#else
RUST_PROBE_NO_NAME(rust_do_trace_rust_probed);
#endif
