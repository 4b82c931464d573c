/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kmap_local_page() and kunmap_local(). Where there are none, kmap_atomic() is no
 * substitute, as a copy from user space between the two may fault. Without high memory
 * a page has its address anyway; with it kmap() sleeps for one.
 */
#ifndef _RUST_COMPAT_HIGHMEM_H
#define _RUST_COMPAT_HIGHMEM_H

#include <linux/highmem.h>
#include <linux/mm.h>

#ifndef kunmap_local

static inline void *kmap_local_page(struct page *page)
{
#ifdef CONFIG_HIGHMEM
	return kmap(page);
#else
	return page_address(page);
#endif
}

#ifdef CONFIG_HIGHMEM
#define kunmap_local(addr)	kunmap(kmap_to_page((void *)(addr)))
#else
#define kunmap_local(addr)	((void)(addr))
#endif

#endif /* kunmap_local */

/* Some trees unmap what may be written alone. */
static inline void rust_kunmap_local(const void *addr)
{
	kunmap_local((void *)addr);
}

#endif
