// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does what the Rust half does, and does not count the functions that are to be called: the file stays open
 * until the user has called its own.
 */
#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/ioctl.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/task_work.h>
#include <linux/version.h>

#include "harness.h"

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 14, 0)
static struct vm_area_struct *vma_lookup(struct mm_struct *mm, unsigned long address)
{
	struct vm_area_struct *vma = find_vma(mm, address);

	return vma && vma->vm_start <= address ? vma : NULL;
}
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
#define vm_flags_set(vma, flags) ((vma)->vm_flags |= (flags))
#define vm_flags_clear(vma, flags) ((vma)->vm_flags &= ~(flags))
#endif

/* Looks for the mapping that an address is in. */
#define FIND _IO('b', 2)
/* Has the user call a function. */
#define CALL _IO('b', 3)

/* The sum of the users' numbers. */
static atomic_t sum = ATOMIC_INIT(0);

struct item {
	struct callback_head head;
	pid_t pid;
};

/* What a file has. */
struct shared {
	struct page *page;
};

static int user_open(struct inode *inode, struct file *file)
{
	struct shared *shared = kmalloc(sizeof(*shared), GFP_KERNEL);

	if (!shared)
		return -ENOMEM;
	shared->page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!shared->page) {
		kfree(shared);
		return -ENOMEM;
	}
	file->private_data = shared;
	return 0;
}

static int user_release(struct inode *inode, struct file *file)
{
	struct shared *shared = file->private_data;

	__free_page(shared->page);
	kfree(shared);
	return 0;
}

static int user_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct shared *shared = file->private_data;

	if (vma->vm_end - vma->vm_start != PAGE_SIZE)
		return -EINVAL;
	if (vma->vm_flags & VM_EXEC)
		return -EINVAL;
	vm_flags_clear(vma, VM_MAYEXEC);
	vm_flags_set(vma, VM_DONTEXPAND | VM_MIXEDMAP);
	return vm_insert_page(vma, vma->vm_start, shared->page);
}

static long find(unsigned long address)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	long found = -EFAULT;

	if (!mm)
		return -EINVAL;
	mmget(mm);
	mmap_read_lock(mm);
	vma = vma_lookup(mm, address);
	if (vma)
		found = vma->vm_start <= address;
	mmap_read_unlock(mm);
	mmput(mm);
	return found;
}

static void add_pid(struct callback_head *head)
{
	struct item *item = container_of(head, struct item, head);
	pid_t pid = item->pid;

	kfree(item);
	atomic_add(pid, &sum);
}

static long call(void)
{
	struct item *item = kmalloc(sizeof(*item), GFP_KERNEL);
	int error;

	if (!item)
		return -ENOMEM;
	init_task_work(&item->head, add_pid);
	item->pid = current->pid;
	error = task_work_add(current, &item->head, TWA_RESUME);
	if (error)
		kfree(item);
	return error;
}

static long user_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case FIND:
		return find(arg);
	case CALL:
		return call();
	default:
		return -ENOTTY;
	}
}

static const struct file_operations user_operations = {
	.owner = THIS_MODULE,
	.open = user_open,
	.release = user_release,
	.mmap = user_mmap,
	.unlocked_ioctl = user_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "bench_user_c",
	.fops = &user_operations,
};

module_misc_device(device);

MODULE_DESCRIPTION("Benchmark: user, in C");
MODULE_LICENSE("GPL");
