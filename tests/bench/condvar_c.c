// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half does; nothing is left out. */
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "harness.h"

#define NOTIFICATIONS 100000
#define TURNS 2000

/* Whose turn it is. */
enum turn { FIRST, SECOND, OVER };

struct game {
	struct kref references;
	struct mutex lock;
	enum turn turn;
	wait_queue_head_t changed;
	struct work_struct work;
};

static void free_game(struct kref *references)
{
	kfree(container_of(references, struct game, references));
}

static void game_put(struct game *game)
{
	kref_put(&game->references, free_game);
}

/* Waits for a change, without the lock, which the caller has. */
static void wait_for_change(struct game *game)
{
	DEFINE_WAIT(wait);

	prepare_to_wait_exclusive(&game->changed, &wait, TASK_UNINTERRUPTIBLE);
	mutex_unlock(&game->lock);
	schedule();
	mutex_lock(&game->lock);
	finish_wait(&game->changed, &wait);
}

/* Hands the turn over, and waits until it comes back. */
static void hand_over(struct game *game)
{
	mutex_lock(&game->lock);
	game->turn = SECOND;
	wake_up(&game->changed);
	while (game->turn != FIRST)
		wait_for_change(game);
	mutex_unlock(&game->lock);
}

/* Gives every turn back. */
static void give_back(struct work_struct *work)
{
	struct game *game = container_of(work, struct game, work);

	mutex_lock(&game->lock);
	while (game->turn != OVER) {
		if (game->turn == SECOND) {
			game->turn = FIRST;
			wake_up(&game->changed);
		}
		wait_for_change(game);
	}
	mutex_unlock(&game->lock);
	game_put(game);
}

static void end(struct game *game)
{
	mutex_lock(&game->lock);
	game->turn = OVER;
	mutex_unlock(&game->lock);
	wake_up(&game->changed);
}

static void notify_nobody(struct game *game)
{
	for (int i = 0; i < NOTIFICATIONS; i++)
		wake_up(&game->changed);
}

static void play(struct game *game)
{
	for (int i = 0; i < TURNS; i++)
		hand_over(game);
}

static int __init condvar_init(void)
{
	struct game *game = kzalloc(sizeof(*game), GFP_KERNEL);
	struct workqueue_struct *queue;
	int error = 0;

	if (!game)
		return -ENOMEM;
	kref_init(&game->references);
	mutex_init(&game->lock);
	init_waitqueue_head(&game->changed);
	INIT_WORK(&game->work, give_back);
	measure("notify nobody", NOTIFICATIONS, notify_nobody(game));
	queue = alloc_ordered_workqueue("bench_condvar_c", 0);
	if (!queue) {
		game_put(game);
		return -ENOMEM;
	}
	kref_get(&game->references);
	if (queue_work(queue, &game->work)) {
		measure("turn", TURNS, play(game));
		end(game);
	} else {
		game_put(game);
		error = -EBUSY;
	}
	destroy_workqueue(queue);
	game_put(game);
	return error;
}

static void __exit condvar_exit(void)
{
}

module_init(condvar_init);
module_exit(condvar_exit);

MODULE_DESCRIPTION("Benchmark: condition variable, in C");
MODULE_LICENSE("GPL");
