/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The test that the current task runs, and its status. Nothing here needs a symbol of
 * KUnit, which may be a module while this is not.
 */
#ifndef RUST_COMPAT_KUNIT_H
#define RUST_COMPAT_KUNIT_H

#if IS_ENABLED(CONFIG_KUNIT)

#include <kunit/test.h>
#include <linux/sched.h>

#ifdef RUST_HAVE_KUNIT_SUITE_LISTS
#define RUST_KUNIT_SUITE_LISTS 1
#else
#define RUST_KUNIT_SUITE_LISTS 0
#endif

/* NULL outside of a test. */
static inline struct kunit *rust_kunit_current(void)
{
	return current->kunit_test;
}

/* The current task runs @test. Some trees say so by themselves only under KASAN. */
static inline void rust_kunit_enter(struct kunit *test)
{
	current->kunit_test = test;
}

/* Where there is no such status, a skipped test has passed. */
static inline void rust_kunit_set_skipped(struct kunit *test, bool skipped)
{
#ifdef kunit_mark_skipped
	WRITE_ONCE(test->status, skipped ? KUNIT_SKIPPED : KUNIT_SUCCESS);
#endif
}

#endif /* CONFIG_KUNIT */

#endif
