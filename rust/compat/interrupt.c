// SPDX-License-Identifier: GPL-2.0-only
/*
 * The counters of disabled interrupts, on trees that have none of their own. Not
 * static: the functions around them are inlined into modules.
 */
#include "interrupt.h"

#ifndef HARDIRQ_DISABLE_MASK
DEFINE_PER_CPU(struct rust_interrupt_state, rust_interrupt_state);
#endif
