// SPDX-License-Identifier: GPL-2.0-only
/*
 * Has the nth allocation of every KUnit case fail, each time a suite is run.
 *
 *   nth    which one; 0 for none. Writing it leaves out of the next run the cases that had
 *          no such allocation any more; writing 0 puts all of them back.
 *   left   how many cases had one
 *
 * Each case is a thread of its own, which alone is meant. At its end a line says how it went:
 * its process, when it began and ended, which allocation, whether it was there, and the case.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <kunit/test.h>
#include <linux/jiffies.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/slab.h>

/* As lib/kunit/test.c has it. */
struct kunit_try_catch_context {
	struct kunit *test;
	struct kunit_suite *suite;
	struct kunit_case *test_case;
};


enum { CASES = 2048 };

static unsigned int nth;
static struct kunit_suite *suite;		/* the one that is run again and again */
static struct kunit_case *all, *some;		/* its cases, and what is left of them */
static bool done[CASES];			/* by their place in the suite's list */
static struct kunit_case *running;
static struct task_struct *runner;
static unsigned long began;

static void put_back(void)
{
	if (suite)
		suite->test_cases = all;
	kfree(some);
	suite = NULL;
	some = all = NULL;
}

static int take(struct kunit_suite *of)
{
	unsigned int count = 0;

	while (of->test_cases[count].run_case)
		count++;
	if (count >= CASES)
		return -E2BIG;
	suite = of;
	all = of->test_cases;
	memset(done, 0, sizeof(done));
	return 0;
}

/* Whether a case is not run again: it had no such allocation, or KUnit leaves it out. */
static bool is_over(unsigned int n)
{
	return done[n] || suite->test_cases[n].status == KUNIT_SKIPPED;
}

/* A copy of the list, made while no case runs: KUnit says of one that does that it is left out. */
static int copy(void)
{
	unsigned int count = 0;

	while (all[count].run_case)
		count++;
	some = kmemdup(all, (count + 1) * sizeof(*some), GFP_KERNEL);
	return some ? 0 : -ENOMEM;
}

static int set_nth(const char *text, const struct kernel_param *param)
{
	int error = param_set_uint(text, param);
	struct kunit_case *to;

	if (error)
		return error;
	if (!nth)
		put_back();
	if (!suite)
		return 0;
	if (!some)
		error = copy();
	if (error)
		return error;
	to = some;
	for (unsigned int n = 0; some[n].run_case; n++)
		if (!is_over(n))
			*to++ = some[n];
	memset(to, 0, sizeof(*to));
	memset(done, 0, sizeof(done));
	suite->test_cases = some;
	return 0;
}

static int get_left(char *buffer, const struct kernel_param *param)
{
	unsigned int left = 0;

	for (unsigned int n = 0; suite && suite->test_cases[n].run_case; n++)
		left += !is_over(n);
	return sprintf(buffer, "%u\n", left);
}

static const struct kernel_param_ops nth_ops = { .set = set_nth, .get = param_get_uint };
static const struct kernel_param_ops left_ops = { .get = get_left };
module_param_cb(nth, &nth_ops, &nth, 0644);
module_param_cb(left, &left_ops, NULL, 0444);

/* kunit_try_run_case(context) begins, in the thread of the case. */
static int begin(struct kprobe *probe, struct pt_regs *regs)
{
	struct kunit_try_catch_context *context = (void *)regs_get_kernel_argument(regs, 0);

	if (!nth || (!suite && take(context->suite)) || context->suite != suite)
		return 0;
	running = context->test_case;
	runner = current;
	began = jiffies;
	current->fail_nth = nth;
	return 0;
}

static void end(void)
{
	unsigned int left = current->fail_nth;

	if (current != runner)
		return;
	current->fail_nth = 0;
	runner = NULL;
	if (left)
		done[running - suite->test_cases] = true;
	pr_info("%d %lu %lu %u %s %s\n", current->pid, began, jiffies, nth, left ? "none" : "failed", running->name);
}

static int returns(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	end();
	return 0;
}

/* kunit_try_catch_throw() does not return: the thread ends. */
static int throws(struct kprobe *probe, struct pt_regs *regs)
{
	end();
	return 0;
}

static struct kprobe at_begin = { .symbol_name = "kunit_try_run_case", .pre_handler = begin };
static struct kprobe at_throw = { .symbol_name = "kunit_try_catch_throw", .pre_handler = throws };
static struct kretprobe at_return = { .kp.symbol_name = "kunit_try_run_case", .handler = returns };

static int __init sweep_kunit_init(void)
{
	int error = register_kprobe(&at_begin);

	if (error)
		return error;
	error = register_kprobe(&at_throw);
	if (error)
		goto without_throw;
	error = register_kretprobe(&at_return);
	if (error)
		goto without_return;
	return 0;

without_return:
	unregister_kprobe(&at_throw);
without_throw:
	unregister_kprobe(&at_begin);
	return error;
}

static void __exit sweep_kunit_exit(void)
{
	unregister_kretprobe(&at_return);
	unregister_kprobe(&at_throw);
	unregister_kprobe(&at_begin);
	put_back();
}

module_init(sweep_kunit_init);
module_exit(sweep_kunit_exit);

MODULE_DESCRIPTION("Failing allocations for KUnit");
MODULE_LICENSE("GPL");
