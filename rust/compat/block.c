// SPDX-License-Identifier: GPL-2.0-only
/*
 * A disk's life, with a queue that belongs to it.
 *
 *  mq_alloc_disk()   a new one, with that tag set, those limits and that pointer in its
 *                    queue; or an ERR_PTR()
 *  mq_add_disk()     users may open it, unless this fails
 *  mq_remove_disk()  one that was added: waits for its requests, and nobody calls the
 *                    driver's functions for requests afterwards
 *  mq_free_disk()    one that was not added
 *
 * The last two give the reference back that comes with a new disk.
 *
 * Probed:
 *
 *  BLK_FEAT_ROTATIONAL  the limits are handed over when the disk is made
 *  blk_mq_alloc_disk    a disk owns its queue
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/mutex.h>

#include "block.h"

#ifdef CONFIG_BLOCK

#ifndef BLK_FEAT_ROTATIONAL
static void rust_set_limits(struct request_queue *q, const struct rust_disk_limits *limits)
{
	blk_queue_logical_block_size(q, limits->logical_block_size);
	blk_queue_physical_block_size(q, limits->physical_block_size);
	if (!limits->rotational)
		blk_queue_flag_set(QUEUE_FLAG_NONROT, q);
}
#endif

#ifdef blk_mq_alloc_disk

struct gendisk *rust_helper_mq_alloc_disk(struct blk_mq_tag_set *set,
					  const struct rust_disk_limits *limits, void *queuedata,
					  struct lock_class_key *key)
{
#ifdef BLK_FEAT_ROTATIONAL
	struct queue_limits lim = {
		.logical_block_size = limits->logical_block_size,
		.physical_block_size = limits->physical_block_size,
		.features = limits->rotational ? BLK_FEAT_ROTATIONAL : 0,
	};

	return __blk_mq_alloc_disk(set, &lim, queuedata, key);
#else
	struct gendisk *disk = __blk_mq_alloc_disk(set, queuedata, key);

	if (!IS_ERR(disk))
		rust_set_limits(disk->queue, limits);
	return disk;
#endif
}

int rust_helper_mq_add_disk(struct gendisk *disk)
{
	return device_add_disk(NULL, disk, NULL);
}

void rust_helper_mq_remove_disk(struct gendisk *disk)
{
	del_gendisk(disk);
	put_disk(disk);
}

void rust_helper_mq_free_disk(struct gendisk *disk)
{
	put_disk(disk);
}

#else

struct gendisk *rust_helper_mq_alloc_disk(struct blk_mq_tag_set *set,
					  const struct rust_disk_limits *limits, void *queuedata,
					  struct lock_class_key *key)
{
	struct request_queue *q = blk_mq_init_queue(set);
	struct gendisk *disk;

	if (IS_ERR(q))
		return ERR_CAST(q);
	q->queuedata = queuedata;
	rust_set_limits(q, limits);

	/* Its number is one that any driver may get. */
	disk = alloc_disk(0);
	if (!disk) {
		blk_cleanup_queue(q);
		return ERR_PTR(-ENOMEM);
	}
	disk->flags |= GENHD_FL_EXT_DEVT;
	disk->queue = q;
	return disk;
}

static DEFINE_MUTEX(rust_disk_mutex);

/*
 * C tells nobody that it could not add a disk, and must not remove one then: what is likely, that the
 * name is taken, is looked at before. Of what is left the driver's module is not unloaded.
 */
int rust_helper_mq_add_disk(struct gendisk *disk)
{
	struct device *dev = disk_to_dev(disk), *same;

	if (!*disk->disk_name)
		return -EINVAL;
	mutex_lock(&rust_disk_mutex);
	same = class_find_device_by_name(dev->class, disk->disk_name);
	if (!same)
		device_add_disk(NULL, disk, NULL);
	mutex_unlock(&rust_disk_mutex);
	put_device(same);
	if (same)
		return -EEXIST;
	if (device_is_registered(dev))
		return 0;
	if (disk->flags & GENHD_FL_UP)
		__module_get(disk->fops->owner);
	return -ENOMEM;
}

void rust_helper_mq_remove_disk(struct gendisk *disk)
{
	del_gendisk(disk);
	blk_cleanup_queue(disk->queue);
	put_disk(disk);
}

/*
 * Only a disk that was added has a reference to its queue. One that C has added by half stays, with a
 * queue that takes nothing.
 */
void rust_helper_mq_free_disk(struct gendisk *disk)
{
	blk_cleanup_queue(disk->queue);
	if (disk->flags & GENHD_FL_UP)
		return;
	disk->queue = NULL;
	put_disk(disk);
}

#endif /* blk_mq_alloc_disk */

#endif /* CONFIG_BLOCK */
