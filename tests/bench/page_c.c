// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half does, and does not look whether a piece lies in the page. */
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/version.h>

#include "harness.h"

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 11, 0)
#ifdef CONFIG_HIGHMEM
#define kmap_local_page(page) kmap(page)
#define kunmap_local(address) kunmap(kmap_to_page(address))
#else
#define kmap_local_page(page) page_address(page)
#define kunmap_local(address) ((void)(address))
#endif
#endif

#define OPERATIONS 20000

/* What is written and read at once. */
#define PIECE 32

static int allocate_and_free(void)
{
	for (int i = 0; i < OPERATIONS; i++) {
		struct page *page = alloc_page(GFP_KERNEL);

		if (!page)
			return -ENOMEM;
		__free_page(page);
	}
	return 0;
}

static void fill_with_zeroes(struct page *page)
{
	for (int i = 0; i < OPERATIONS; i++)
		clear_highpage(page);
}

static u64 write_and_read(struct page *page, u8 *piece, u64 sum)
{
	for (unsigned int i = 0; i < OPERATIONS; i++) {
		size_t offset = (size_t)i * PIECE % PAGE_SIZE;
		u8 *bytes;

		piece[0] = i;
		bytes = kmap_local_page(page);
		memcpy(bytes + offset, piece, PIECE);
		kunmap_local(bytes);
		bytes = kmap_local_page(page);
		memcpy(piece, bytes + offset, PIECE);
		kunmap_local(bytes);
		sum += piece[0];
	}
	return sum;
}

static int __init page_bench_init(void)
{
	struct page *page;
	int error = 0;
	u64 sum = 0;
	u8 *piece;

	measure("allocate and free", OPERATIONS, error = error ?: allocate_and_free());
	if (error)
		return error;
	page = alloc_page(GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	measure("fill with zeroes", OPERATIONS, fill_with_zeroes(page));
	piece = kzalloc(PIECE, GFP_KERNEL);
	if (!piece) {
		__free_page(page);
		return -ENOMEM;
	}
	measure("write and read 32", OPERATIONS, sum = write_and_read(page, piece, sum));
	pr_info("sum %llu\n", sum);
	kfree(piece);
	__free_page(page);
	return 0;
}

static void __exit page_bench_exit(void)
{
}

module_init(page_bench_init);
module_exit(page_bench_exit);

MODULE_DESCRIPTION("Benchmark: page, in C");
MODULE_LICENSE("GPL");
