/* SPDX-License-Identifier: GPL-2.0-only */
/* Where there is no such bit, the freezer wakes sleeping tasks by itself. */
#ifndef TASK_FREEZABLE
#define TASK_FREEZABLE	0
#endif
