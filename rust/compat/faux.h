/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Faux devices. The bodies for trees without a faux bus are in faux.c.
 */
#ifndef _RUST_COMPAT_FAUX_H
#define _RUST_COMPAT_FAUX_H

#include <linux/device.h>

#if __has_include(<linux/device/faux.h>)
#include <linux/device/faux.h>
#else

#define RUST_FAUX_DEVICE

struct faux_device {
	struct device dev;
};

struct faux_device_ops;

struct faux_device *rust_helper_faux_device_create(const char *name, struct device *parent,
						   const struct faux_device_ops *ops);
void rust_helper_faux_device_destroy(struct faux_device *faux);

#endif

#endif /* _RUST_COMPAT_FAUX_H */
