// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half does; nothing is left out. */
#include "harness.h"

#include <linux/file.h>
#include <linux/fs.h>
#include <linux/sched.h>
#include <linux/sched/task.h>

#define OPERATIONS 100000

static u64 take_references(u64 sum)
{
	for (int i = 0; i < OPERATIONS; i++) {
		struct task_struct *task = get_task_struct(current);

		sum += task->pid;
		put_task_struct(task);
	}
	return sum;
}

static int take_files(u64 *sum)
{
	for (int i = 0; i < OPERATIONS; i++) {
		struct file *file = fget(0);

		if (!file)
			return -EBADF;
		*sum += file->f_flags;
		fput(file);
	}
	return 0;
}

static int reserve_descriptors(u64 *sum)
{
	for (int i = 0; i < OPERATIONS; i++) {
		int fd = get_unused_fd_flags(O_CLOEXEC);

		if (fd < 0)
			return fd;
		*sum += fd;
		put_unused_fd(fd);
	}
	return 0;
}

static int __init task_bench_init(void)
{
	u64 sum = 0;
	int err = 0;

	measure("reference", OPERATIONS, sum = take_references(sum));
	measure("file", OPERATIONS, err = err ?: take_files(&sum));
	measure("descriptor", OPERATIONS, err = err ?: reserve_descriptors(&sum));
	pr_info("sum %llu\n", sum);
	return err;
}

static void __exit task_bench_exit(void)
{
}

module_init(task_bench_init);
module_exit(task_bench_exit);

MODULE_DESCRIPTION("Benchmark: task, in C");
MODULE_LICENSE("GPL");
