// SPDX-License-Identifier: GPL-2.0-only
/* Queued work has a reference to the object, as in Rust. */
#include <linux/atomic.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "harness.h"

#define OPERATIONS 2000

struct job {
	refcount_t refs;
	atomic_t runs;
	struct work_struct work;
};

static void job_put(struct job *job)
{
	if (refcount_dec_and_test(&job->refs))
		kfree(job);
}

static void run(struct work_struct *work)
{
	struct job *job = container_of(work, struct job, work);

	atomic_inc(&job->runs);
	job_put(job);
}

static int all(struct workqueue_struct *queue, struct job *job)
{
	for (int i = 0; i < OPERATIONS; i++) {
		refcount_inc(&job->refs);
		if (!queue_work(queue, &job->work)) {
			job_put(job);
			return -EBUSY;
		}
		flush_workqueue(queue);
	}
	return 0;
}

static int __init work_init(void)
{
	struct workqueue_struct *queue = alloc_ordered_workqueue("bench_work_c", 0);
	struct job *job;
	int error = 0;

	if (!queue)
		return -ENOMEM;
	job = kzalloc(sizeof(*job), GFP_KERNEL);
	if (!job) {
		destroy_workqueue(queue);
		return -ENOMEM;
	}
	refcount_set(&job->refs, 1);
	INIT_WORK(&job->work, run);
	measure("queue and flush", OPERATIONS, error = error ?: all(queue, job));
	destroy_workqueue(queue);
	job_put(job);
	return error;
}

static void __exit work_exit(void)
{
}

module_init(work_init);
module_exit(work_exit);

MODULE_DESCRIPTION("Benchmark: work, in C");
MODULE_LICENSE("GPL");
