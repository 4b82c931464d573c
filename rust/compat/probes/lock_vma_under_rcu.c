// SPDX-License-Identifier: GPL-2.0-only
/* Can a mapping be locked alone? */
#include <linux/mm.h>
#include "../probe.h"

#ifdef RUST_PROBE_YES
void probe(struct mm_struct *mm) { vma_end_read(lock_vma_under_rcu(mm, 0)); }
#else
RUST_PROBE_NO_NAME(lock_vma_under_rcu);
#endif
