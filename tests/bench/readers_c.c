// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half does; nothing is left out. */
#include <linux/rwsem.h>
#include <linux/seqlock.h>
#include <linux/slab.h>
#include <linux/srcu.h>

#include "harness.h"

#define OPERATIONS 100000

struct pair {
	u64 first, second;
};

struct shared {
	struct rw_semaphore semaphore;
	struct pair slept_for;
	seqlock_t sequence;
	struct pair copied;
	struct srcu_struct watched;
};

/* Does something often, and adds up what it gives. */
#define often(each) ({						\
	u64 sum_ = 0;						\
								\
	for (int i_ = 0; i_ < OPERATIONS; i_++)			\
		sum_ += each;					\
	sum_ == 1 ? -EINVAL : 0;				\
})

static inline u64 read_semaphore(struct shared *shared)
{
	u64 value;

	down_read(&shared->semaphore);
	value = shared->slept_for.first;
	up_read(&shared->semaphore);
	return value;
}

static inline u64 write_semaphore(struct shared *shared)
{
	down_write(&shared->semaphore);
	shared->slept_for.first++;
	up_write(&shared->semaphore);
	return 0;
}

static inline u64 read_sequence(struct shared *shared)
{
	struct pair pair;
	unsigned int seq;

	do {
		seq = read_seqbegin(&shared->sequence);
		pair.first = READ_ONCE(shared->copied.first);
		pair.second = READ_ONCE(shared->copied.second);
	} while (read_seqretry(&shared->sequence, seq));
	return pair.first ^ pair.second;
}

static inline u64 write_sequence(struct shared *shared)
{
	write_seqlock(&shared->sequence);
	WRITE_ONCE(shared->copied.first, shared->copied.first + 1);
	WRITE_ONCE(shared->copied.second, shared->copied.second + 1);
	write_sequnlock(&shared->sequence);
	return 0;
}

static inline u64 read_srcu(struct shared *shared)
{
	srcu_read_unlock(&shared->watched, srcu_read_lock(&shared->watched));
	return 0;
}

static int __init readers_init(void)
{
	struct shared *shared = kzalloc(sizeof(*shared), GFP_KERNEL);
	int error;

	if (!shared)
		return -ENOMEM;
	init_rwsem(&shared->semaphore);
	seqlock_init(&shared->sequence);
	shared->slept_for = shared->copied = (struct pair){ 1, 2 };
	error = init_srcu_struct(&shared->watched);
	if (error)
		goto free;
	measure("read semaphore", OPERATIONS, error = error ?: often(read_semaphore(shared)));
	measure("write semaphore", OPERATIONS, error = error ?: often(write_semaphore(shared)));
	measure("read sequence", OPERATIONS, error = error ?: often(read_sequence(shared)));
	measure("write sequence", OPERATIONS, error = error ?: often(write_sequence(shared)));
	measure("SRCU", OPERATIONS, error = error ?: often(read_srcu(shared)));
	cleanup_srcu_struct(&shared->watched);
free:
	kfree(shared);
	return error;
}

static void __exit readers_exit(void)
{
}

module_init(readers_init);
module_exit(readers_exit);

MODULE_DESCRIPTION("Benchmark: readers, in C");
MODULE_LICENSE("GPL");
