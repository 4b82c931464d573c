/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * krealloc(), vrealloc() and kvrealloc() with an alignment and a memory node,
 * for every tree; the last two also with the old size, which not every tree keeps.
 * What they promise, and the larger bodies, are in alloc.c.
 */
#ifndef _RUST_COMPAT_ALLOC_H
#define _RUST_COMPAT_ALLOC_H

#include <linux/gfp.h>
#include <linux/log2.h>
#include <linux/numa.h>
#include <linux/slab.h>
#include <linux/types.h>
#include <linux/vmalloc.h>

/* The newest trees have the functions; they are macros there. */
#ifdef krealloc_node_align
#define RUST_HAVE_KREALLOC_NODE_ALIGN
#endif

/* kvrealloc() lost its old-size parameter when it became a macro. */
#ifdef kvrealloc
#define RUST_HAVE_KVREALLOC_KNOWS_SIZE
#endif

/*
 * Every tree aligns a slab object whose size is a power of two to that size. Some
 * do no more, so the kmalloc-96 and kmalloc-192 caches (and SLOB with any size) are
 * out for an object that needs more than the minimum. All other caches have a power
 * of two as their size anyway, and from a page on memory comes in whole pages: the
 * rounding costs nothing there.
 */
static inline size_t rust_kmalloc_size(size_t size, unsigned long align)
{
	if (align > ARCH_KMALLOC_MINALIGN && size < PAGE_SIZE)
		return roundup_pow_of_two(size);
	return size;
}

/* A new object of a size that the compiler knows comes straight from its cache. */
static __always_inline void *rust_helper_krealloc_node_align(const void *p, size_t size,
							     unsigned long align,
							     gfp_t flags, int nid)
{
	if (!p) {
		size = rust_kmalloc_size(size, align);
		if (nid == NUMA_NO_NODE)
			return kmalloc(size, flags);
		return kmalloc_node(size, flags, nid);
	}
#ifdef RUST_HAVE_KREALLOC_NODE_ALIGN
	return krealloc_node_align(p, size, align, flags, nid);
#else
	return krealloc(p, rust_kmalloc_size(size, align), flags);
#endif
}

void *rust_helper_vrealloc_from_size(const void *p, size_t old_size, size_t size,
				     unsigned long align, gfp_t flags, int nid);
void *rust_helper_kvrealloc_from_size(const void *p, size_t old_size, size_t size,
				      unsigned long align, gfp_t flags, int nid);

#endif /* _RUST_COMPAT_ALLOC_H */
