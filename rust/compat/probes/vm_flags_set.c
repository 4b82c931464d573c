// SPDX-License-Identifier: GPL-2.0-only
/* Are the flags of a mapping changed by functions? Elsewhere they are plain numbers. */
#include <linux/mm.h>
#include "../probe.h"

#ifdef RUST_PROBE_YES
void probe(struct vm_area_struct *vma) { vm_flags_set(vma, VM_IO); }
#else
RUST_PROBE_NO_NAME(vm_flags_set);
#endif
