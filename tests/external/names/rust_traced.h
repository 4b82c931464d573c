/* SPDX-License-Identifier: GPL-2.0-only */
/* A tracepoint for Rust, and what else its C half offers. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM rust_traced

#if !defined(_RUST_TRACED_H) || defined(TRACE_HEADER_MULTI_READ)
#define _RUST_TRACED_H

#include <linux/tracepoint.h>

TRACE_EVENT(rust_traced_hit,
	TP_PROTO(int number, const char *what),
	TP_ARGS(number, what),
	TP_STRUCT__entry(__field(int, number)),
	TP_fast_assign(__entry->number = number;),
	TP_printk("number=%d", __entry->number)
);

#endif /* _RUST_TRACED_H */

#ifndef RUST_TRACED_FUNCTIONS
#define RUST_TRACED_FUNCTIONS
int rust_traced_listen(bool on);
int rust_traced_heard(void);
#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE rust_traced
#include <trace/define_trace.h>
