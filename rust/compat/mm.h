/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mappings of user space. Probed:
 *
 *  RUST_HAVE_VM_FLAGS_SET           flags are changed by functions
 *  RUST_HAVE_VMA_LOOKUP             there is vma_lookup()
 *  RUST_HAVE_LOCK_VMA_UNDER_RCU     a mapping can be locked alone; elsewhere that always
 *                                   fails, as it may anyway
 *  RUST_HAVE_ZAP_VMA_RANGE          how pages are taken out of a part of a mapping
 *  RUST_HAVE_ZAP_PAGE_RANGE_SINGLE  likewise
 */
#ifndef _RUST_COMPAT_MM_H
#define _RUST_COMPAT_MM_H

#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/sched/mm.h>

/* Flags of a mapping that is being made: nobody else finds it, and it needs no locking. */
static inline void vm_area_set_flags(struct vm_area_struct *vma, vm_flags_t flags)
{
#ifdef RUST_HAVE_VM_FLAGS_SET
	__vm_flags_mod(vma, flags, 0);
#else
	vma->vm_flags |= flags;
#endif
}

static inline void vm_area_clear_flags(struct vm_area_struct *vma, vm_flags_t flags)
{
#ifdef RUST_HAVE_VM_FLAGS_SET
	__vm_flags_mod(vma, 0, flags);
#else
	vma->vm_flags &= ~flags;
#endif
}

static inline struct vm_area_struct *mm_vma_lookup(struct mm_struct *mm, unsigned long addr)
{
#ifdef RUST_HAVE_VMA_LOOKUP
	return vma_lookup(mm, addr);
#else
	struct vm_area_struct *vma = find_vma(mm, addr);

	return vma && vma->vm_start <= addr ? vma : NULL;
#endif
}

static inline struct vm_area_struct *mm_lock_vma(struct mm_struct *mm, unsigned long addr)
{
#ifdef RUST_HAVE_LOCK_VMA_UNDER_RCU
	return lock_vma_under_rcu(mm, addr);
#else
	return NULL;
#endif
}

static inline void mm_unlock_vma(struct vm_area_struct *vma)
{
#ifdef RUST_HAVE_LOCK_VMA_UNDER_RCU
	vma_end_read(vma);
#endif
}

/* The range lies in the mapping, which is not one of hugetlb, and consists of whole pages. */
static inline void vma_zap(struct vm_area_struct *vma, unsigned long addr, unsigned long size)
{
#ifdef RUST_HAVE_ZAP_VMA_RANGE
	zap_vma_range(vma, addr, size);
#elif defined(RUST_HAVE_ZAP_PAGE_RANGE_SINGLE)
	zap_page_range_single(vma, addr, size, NULL);
#else
	zap_page_range(vma, addr, size);
#endif
}

/* Fields that a tree may keep in a union without a name. */
static inline unsigned long vma_start_of(const struct vm_area_struct *vma)
{
	return vma->vm_start;
}

static inline unsigned long vma_end_of(const struct vm_area_struct *vma)
{
	return vma->vm_end;
}

static inline struct mm_struct *vma_mm_of(const struct vm_area_struct *vma)
{
	return vma->vm_mm;
}

static inline vm_flags_t vma_flags_of(const struct vm_area_struct *vma)
{
	return vma->vm_flags;
}

static inline struct mm_struct *current_mm(void)
{
	return current->mm;
}

#endif /* _RUST_COMPAT_MM_H */
