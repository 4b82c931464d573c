// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half does; nothing is left out. */
#include <linux/fs.h>
#include <linux/ioctl.h>
#include <linux/miscdevice.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/uio.h>
#include <linux/wait.h>

#include "harness.h"

#define ROOM 4096

struct numbers {
	u64 a, b;
};

/* Replaces the first number by the sum of both. */
#define ADD _IOWR('b', 1, struct numbers)

/* What was written to a file. */
struct open_file {
	struct mutex lock;
	u8 data[ROOM];
	wait_queue_head_t changed;
};

static int device_open(struct inode *inode, struct file *file)
{
	struct open_file *opened = kzalloc(sizeof(*opened), GFP_KERNEL);

	if (!opened)
		return -ENOMEM;
	mutex_init(&opened->lock);
	init_waitqueue_head(&opened->changed);
	file->private_data = opened;
	return 0;
}

static int device_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

static ssize_t device_read_iter(struct kiocb *kiocb, struct iov_iter *to)
{
	struct open_file *opened = kiocb->ki_filp->private_data;
	size_t len = min_t(size_t, iov_iter_count(to), ROOM);
	size_t copied;

	mutex_lock(&opened->lock);
	copied = copy_to_iter(opened->data, len, to);
	mutex_unlock(&opened->lock);
	return copied == len ? len : -EFAULT;
}

static ssize_t device_write_iter(struct kiocb *kiocb, struct iov_iter *from)
{
	struct open_file *opened = kiocb->ki_filp->private_data;
	size_t len = min_t(size_t, iov_iter_count(from), ROOM);
	size_t copied;

	mutex_lock(&opened->lock);
	copied = copy_from_iter(opened->data, len, from);
	mutex_unlock(&opened->lock);
	return copied == len ? len : -EFAULT;
}

static __poll_t device_poll(struct file *file, struct poll_table_struct *table)
{
	struct open_file *opened = file->private_data;

	poll_wait(file, &opened->changed, table);
	return EPOLLIN | EPOLLRDNORM | EPOLLOUT | EPOLLWRNORM;
}

static long device_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct numbers numbers;

	if (cmd != ADD)
		return -ENOTTY;
	if (copy_from_user(&numbers, (void __user *)arg, sizeof(numbers)))
		return -EFAULT;
	numbers.a += numbers.b;
	if (copy_to_user((void __user *)arg, &numbers, sizeof(numbers)))
		return -EFAULT;
	return 0;
}

static const struct file_operations device_operations = {
	.owner = THIS_MODULE,
	.open = device_open,
	.release = device_release,
	.read_iter = device_read_iter,
	.write_iter = device_write_iter,
	.poll = device_poll,
	.unlocked_ioctl = device_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "bench_device_c",
	.fops = &device_operations,
};

module_misc_device(device);

MODULE_DESCRIPTION("Benchmark: device, in C");
MODULE_LICENSE("GPL");
