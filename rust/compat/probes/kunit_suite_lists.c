// SPDX-License-Identifier: GPL-2.0-only
/*
 * What does an entry of KUnit's section of suites point to: a list of suites that
 * ends with NULL, or one suite?
 */
#include <kunit/test.h>
#include "../probe.h"

static struct kunit_suite suite;

#ifdef RUST_PROBE_YES
__kunit_test_suites(array, lists, &suite);
RUST_PROBE_TYPE(lists, struct kunit_suite **);
#else
__kunit_test_suites(array, &suite);
RUST_PROBE_TYPE(array[0], struct kunit_suite *);
#endif
