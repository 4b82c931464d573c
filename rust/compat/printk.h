/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where printk() is a function and no macro over _printk(), it is the function that
 * Rust wants; likewise dev_printk() and _dev_printk().
 */
#include <linux/device.h>
#include <linux/printk.h>

#ifdef CONFIG_PRINTK

#ifndef printk
int _printk(const char *fmt, ...) __asm__("printk");
#endif

#ifndef dev_printk
void _dev_printk(const char *level, const struct device *dev, const char *fmt, ...)
	__asm__("dev_printk");
#endif

#endif /* CONFIG_PRINTK */
