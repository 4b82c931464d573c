// SPDX-License-Identifier: GPL-2.0-only
/* What takes the pages out of a part of a mapping: a function for one mapping? */
#include <linux/mm.h>
#include "../probe.h"

#ifdef RUST_PROBE_YES
void probe(struct vm_area_struct *vma) { zap_page_range_single(vma, 0, 0, NULL); }
#else
RUST_PROBE_NO_NAME(zap_page_range_single);
#endif
