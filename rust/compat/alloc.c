// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reallocation with an alignment and a memory node.
 *
 * The newest trees have krealloc_node_align(), vrealloc_node_align() and
 * kvrealloc_node_align(); there nothing is left to do. Elsewhere they are built
 * from what the tree has. Only exported functions are used, as the code may end
 * up in a module.
 *
 * What a caller has to keep to, on every tree:
 *
 *  - @size is a multiple of @align and not zero, @align is a power of two;
 *  - @p is NULL, or from the same function, and aligned to @align;
 *  - @old_size is zero if @p is NULL, and else no more than was last asked for.
 *
 * What it gets: memory of at least @size bytes, aligned to @align, with the old
 * contents up to the lesser of the sizes; or NULL, and then @p is untouched. The
 * contents behind the old size are unspecified unless @p is NULL and @flags has
 * __GFP_ZERO. @nid is a preference, and is only looked at when @p is NULL.
 *
 * The old size is the caller's: a tree that does not keep it can say no more than how
 * many bytes an object or an area has, and those that nobody asked for are not to be
 * read where KASAN looks on.
 *
 * Probed:
 *
 *  RUST_HAVE_KREALLOC_NODE_ALIGN     the three functions exist, as such or as macros
 *  RUST_HAVE_KVREALLOC_KNOWS_SIZE    kvrealloc(p, size, flags): it finds the old
 *                                    size by itself and keeps vmalloc() memory
 *                                    where it is
 */
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "alloc.h"

#ifdef RUST_HAVE_KREALLOC_NODE_ALIGN

void *rust_helper_kvrealloc_from_size(const void *p, size_t old_size, size_t size,
				      unsigned long align, gfp_t flags, int nid)
{
	return kvrealloc_node_align(p, size, align, flags, nid);
}

#else

void *rust_helper_kvrealloc_from_size(const void *p, size_t old_size, size_t size,
				      unsigned long align, gfp_t flags, int nid)
{
	gfp_t slab_flags = flags;
	void *n;

	/* vmalloc() aligns to a page and no further: for more there is the slab alone. */
	if (align > PAGE_SIZE) {
		if (is_vmalloc_addr(p))
			return NULL;
		return rust_helper_krealloc_node_align(p, size, align, flags, nid);
	}

	if (is_vmalloc_addr(p))
		return rust_helper_vrealloc_from_size(p, old_size, size, align, flags, nid);

	size = rust_kmalloc_size(size, align);
	if (!p)
		return kvmalloc_node(size, flags, nid);

	/* As kvmalloc() does: be easy on the page allocator while there is a fallback. */
	if (size > PAGE_SIZE)
		slab_flags |= __GFP_NOWARN | __GFP_NORETRY;
	n = krealloc(p, size, slab_flags);
	if (n)
		return n;

	n = kvmalloc_node(size, flags, nid);
	if (!n)
		return NULL;

	memcpy(n, p, min(size, old_size));
	kfree(p);
	return n;
}

#endif /* RUST_HAVE_KREALLOC_NODE_ALIGN */

#ifndef CONFIG_MMU

/* Without an MMU vmalloc() is kmalloc(), which aligns whole pages to a page. */
void *rust_helper_vrealloc_from_size(const void *p, size_t old_size, size_t size,
				     unsigned long align, gfp_t flags, int nid)
{
	align = max(align, PAGE_SIZE);
	flags = (flags | __GFP_COMP) & ~__GFP_HIGHMEM;
	return rust_helper_krealloc_node_align(p, ALIGN(size, align), align, flags, nid);
}

#elif defined(RUST_HAVE_KREALLOC_NODE_ALIGN)

void *rust_helper_vrealloc_from_size(const void *p, size_t old_size, size_t size,
				     unsigned long align, gfp_t flags, int nid)
{
	return vrealloc_node_align(p, size, align, flags, nid);
}

#else

static void *rust_vmalloc(size_t size, gfp_t flags, int nid)
{
	if (nid != NUMA_NO_NODE && (flags & ~__GFP_ZERO) == GFP_KERNEL) {
		if (flags & __GFP_ZERO)
			return vzalloc_node(size, nid);
		return vmalloc_node(size, nid);
	}
	return __vmalloc(size, flags);
}

void *rust_helper_vrealloc_from_size(const void *p, size_t old_size, size_t size,
				     unsigned long align, gfp_t flags, int nid)
{
#ifndef RUST_HAVE_KVREALLOC_KNOWS_SIZE
	void *n;
#endif

	/* vmalloc() sleeps whatever the flags, and aligns to a page and no further. */
	if (!gfpflags_allow_blocking(flags) || align > PAGE_SIZE)
		return NULL;

	if (!p)
		return rust_vmalloc(size, flags, nid);

#ifdef RUST_HAVE_KVREALLOC_KNOWS_SIZE
	/* For a vmalloc() area this is vrealloc(), which is not exported. */
	return kvrealloc(p, size, flags);
#else
	/*
	 * An area has whole pages. KASAN knows the size to the byte, and would have to be
	 * told about the rest.
	 */
	if (!IS_ENABLED(CONFIG_KASAN_VMALLOC) && size <= PAGE_ALIGN(old_size))
		return (void *)p;

	n = rust_vmalloc(size, flags, nid);
	if (!n)
		return NULL;

	memcpy(n, p, min(size, old_size));
	vfree(p);
	return n;
#endif
}

#endif /* CONFIG_MMU */
