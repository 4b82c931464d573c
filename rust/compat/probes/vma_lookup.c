// SPDX-License-Identifier: GPL-2.0-only
/* Is there a function for the mapping that an address is in? */
#include <linux/mm.h>
#include "../probe.h"

#ifdef RUST_PROBE_YES
struct vm_area_struct *probe(struct mm_struct *mm) { return vma_lookup(mm, 0); }
#else
RUST_PROBE_NO_NAME(vma_lookup);
#endif
