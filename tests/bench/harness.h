/* SPDX-License-Identifier: GPL-2.0-only */
/* How the C half of a pair is measured; harness.rs is the same for the other half. */
#ifndef BENCH_HARNESS_H
#define BENCH_HARNESS_H

#undef pr_fmt
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/printk.h>

/* An operation is measured this often, and the least counts. The compiler makes no copies of it. */
#define BENCH_RUNS 3

/* Runs @all, a statement that is @operations of them, and reports how long that took. */
#define measure(what, operations, all) do {					\
	s64 least_ = S64_MAX;							\
	int runs_ = BENCH_RUNS;							\
										\
	OPTIMIZER_HIDE_VAR(runs_);						\
	for (int run_ = 0; run_ < runs_; run_++) {				\
		ktime_t start_ = ktime_get();					\
										\
		all;								\
		least_ = min_t(s64, least_, ktime_to_ns(ktime_sub(ktime_get(), start_))); \
	}									\
	pr_info("bench %s: %u operations, %lld ns\n", what, operations, least_); \
} while (0)

#endif
