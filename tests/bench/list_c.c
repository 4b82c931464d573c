// SPDX-License-Identifier: GPL-2.0-only
/* Members have no counter of references. */
#include <linux/list.h>
#include <linux/slab.h>

#include "harness.h"

#define OPERATIONS 100000

struct job {
	struct list_head links;
};

static LIST_HEAD(list);

static int rotate(void)
{
	for (int i = 0; i < OPERATIONS; i++) {
		struct job *job = list_first_entry_or_null(&list, struct job, links);

		if (!job)
			return -ENOENT;
		list_del_init(&job->links);
		list_add_tail(&job->links, &list);
	}
	return 0;
}

static void free_all(void)
{
	struct job *job, *next;

	list_for_each_entry_safe(job, next, &list, links)
		kfree(job);
}

static int __init list_init(void)
{
	int error = 0;

	for (int i = 0; i < 3; i++) {
		struct job *job = kmalloc(sizeof(*job), GFP_KERNEL);

		if (!job) {
			free_all();
			return -ENOMEM;
		}
		list_add_tail(&job->links, &list);
	}
	measure("front to back", OPERATIONS, error = error ?: rotate());
	free_all();
	return error;
}

static void __exit list_exit(void)
{
}

module_init(list_init);
module_exit(list_exit);

MODULE_DESCRIPTION("Benchmark: list, in C");
MODULE_LICENSE("GPL");
