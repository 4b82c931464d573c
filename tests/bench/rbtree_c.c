// SPDX-License-Identifier: GPL-2.0-only
/* Keys are compared as the headers' own example does; nothing is left out. */
#include <linux/rbtree.h>
#include <linux/slab.h>

#include "harness.h"

#define KEYS 10000

struct entry {
	struct rb_node node;
	u32 key, value;
};

static struct rb_root root = RB_ROOT;

/* Spreads numbers, so that they do not come in order. */
static u32 spread(u32 number)
{
	return number * 0x9e3779b1;
}

static struct entry *lookup(u32 key)
{
	struct rb_node *node = root.rb_node;

	while (node) {
		struct entry *entry = rb_entry(node, struct entry, node);

		if (key < entry->key)
			node = node->rb_left;
		else if (key > entry->key)
			node = node->rb_right;
		else
			return entry;
	}
	return NULL;
}

static int insert(u32 key, u32 value)
{
	struct rb_node **link = &root.rb_node, *parent = NULL;
	struct entry *new = kmalloc(sizeof(*new), GFP_KERNEL);

	if (!new)
		return -ENOMEM;
	new->key = key;
	new->value = value;
	while (*link) {
		struct entry *entry = rb_entry(*link, struct entry, node);

		parent = *link;
		if (key < entry->key) {
			link = &parent->rb_left;
		} else if (key > entry->key) {
			link = &parent->rb_right;
		} else {
			rb_replace_node(parent, &new->node, &root);
			kfree(entry);
			return 0;
		}
	}
	rb_link_node(&new->node, parent, link);
	rb_insert_color(&new->node, &root);
	return 0;
}

static int fill(void)
{
	for (u32 number = 0; number < KEYS; number++) {
		int error = insert(spread(number), number);

		if (error)
			return error;
	}
	return 0;
}

static int find(void)
{
	for (u32 number = 0; number < KEYS; number++) {
		struct entry *entry = lookup(spread(number));

		if (!entry || entry->value != number)
			return -ENOENT;
	}
	return 0;
}

static int clear(void)
{
	for (u32 number = 0; number < KEYS; number++) {
		struct entry *entry = lookup(spread(number));

		if (!entry)
			return -ENOENT;
		rb_erase(&entry->node, &root);
		kfree(entry);
	}
	return 0;
}

static void free_all(void)
{
	struct entry *entry, *next;

	rbtree_postorder_for_each_entry_safe(entry, next, &root, node)
		kfree(entry);
	root = RB_ROOT;
}

static int __init rbtree_init(void)
{
	int error = 0;

	measure("insert and erase", KEYS, error = error ?: fill() ?: clear());
	error = error ?: fill();
	measure("find", KEYS, error = error ?: find());
	free_all();
	return error;
}

static void __exit rbtree_exit(void)
{
}

module_init(rbtree_init);
module_exit(rbtree_exit);

MODULE_DESCRIPTION("Benchmark: rbtree, in C");
MODULE_LICENSE("GPL");
