/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Disks with a request queue of their own. The bodies are in block.c.
 *
 * RUST_HAVE_BLK_MQ_SHOULD_MERGE: requests are merged only if a flag says so.
 * RUST_HAVE_QUEUE_RQS: a driver may take requests as a list.
 */
#ifndef _RUST_COMPAT_BLOCK_H
#define _RUST_COMPAT_BLOCK_H

#include <linux/blk-mq.h>
#include <linux/blkdev.h>

/* What some trees hand to a driver's poll(), and others know nothing of. */
struct io_comp_batch;

struct rust_disk_limits {
	unsigned int logical_block_size;
	unsigned int physical_block_size;
	bool rotational;
};

#ifdef CONFIG_BLOCK
struct gendisk *rust_helper_mq_alloc_disk(struct blk_mq_tag_set *set,
					  const struct rust_disk_limits *limits, void *queuedata,
					  struct lock_class_key *key);
int rust_helper_mq_add_disk(struct gendisk *disk);
void rust_helper_mq_remove_disk(struct gendisk *disk);
void rust_helper_mq_free_disk(struct gendisk *disk);
#endif

static inline unsigned int mq_default_flags(void)
{
#ifdef RUST_HAVE_BLK_MQ_SHOULD_MERGE
	return BLK_MQ_F_SHOULD_MERGE;
#else
	return 0;
#endif
}

#ifdef RUST_HAVE_QUEUE_RQS
/* The first of a list of requests, taken out; NULL if it is empty. Older lists are a pointer to the first. */
static inline struct request *mq_list_pop(void *list)
{
#ifdef rq_list_pop
	struct request **first = list;

	return rq_list_pop(first);
#else
	return rq_list_pop((struct rq_list *)list);
#endif
}

/* What becomes of a request of a list that a driver did not take, as of one that came alone. */
static inline void mq_not_taken(struct request *rq, blk_status_t status)
{
	if (status == BLK_STS_RESOURCE)
		blk_mq_requeue_request(rq, true);
	else
		blk_mq_end_request(rq, status);
}
#endif

#endif /* _RUST_COMPAT_BLOCK_H */
