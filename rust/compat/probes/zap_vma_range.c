// SPDX-License-Identifier: GPL-2.0-only
/* What takes the pages out of a part of a mapping: the function of that name? */
#include <linux/mm.h>
#include "../probe.h"

#ifdef RUST_PROBE_YES
void probe(struct vm_area_struct *vma) { zap_vma_range(vma, 0, 0); }
#else
RUST_PROBE_NO_NAME(zap_vma_range);
#endif
