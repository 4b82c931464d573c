/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * krealloc(), vrealloc() and kvrealloc() with an alignment and a memory node,
 * for every tree. The bodies and what they promise are in alloc.c.
 */
#ifndef _RUST_COMPAT_ALLOC_H
#define _RUST_COMPAT_ALLOC_H

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

void *rust_helper_krealloc_node_align(const void *p, size_t size,
				      unsigned long align, gfp_t flags, int nid);
void *rust_helper_vrealloc_node_align(const void *p, size_t size,
				      unsigned long align, gfp_t flags, int nid);
void *rust_helper_kvrealloc_node_align(const void *p, size_t size,
				      unsigned long align, gfp_t flags, int nid);

#endif /* _RUST_COMPAT_ALLOC_H */
