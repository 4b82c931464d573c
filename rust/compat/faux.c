// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faux devices where there is no faux bus: devices without a bus and a driver, below one
 * of their own in /sys/devices. Nobody can bind or unbind them.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "faux.h"

#ifdef RUST_FAUX_DEVICE

static DEFINE_MUTEX(rust_faux_mutex);
static struct device *rust_faux_root;

/* The device that all without another parent are below. It stays. */
static struct device *rust_faux_parent(void)
{
	struct device *root;

	mutex_lock(&rust_faux_mutex);
	if (!rust_faux_root) {
		root = root_device_register("faux");
		if (!IS_ERR(root))
			rust_faux_root = root;
	}
	root = rust_faux_root;
	mutex_unlock(&rust_faux_mutex);
	return root;
}

static void rust_faux_release(struct device *dev)
{
	kfree(container_of(dev, struct faux_device, dev));
}

struct faux_device *rust_helper_faux_device_create(const char *name, struct device *parent,
						   const struct faux_device_ops *ops)
{
	struct faux_device *faux;

	if (!parent)
		parent = rust_faux_parent();
	if (!parent)
		return NULL;

	faux = kzalloc(sizeof(*faux), GFP_KERNEL);
	if (!faux)
		return NULL;

	device_initialize(&faux->dev);
	faux->dev.release = rust_faux_release;
	faux->dev.parent = parent;
	if (dev_set_name(&faux->dev, "%s", name) || device_add(&faux->dev)) {
		put_device(&faux->dev);
		return NULL;
	}
	return faux;
}

void rust_helper_faux_device_destroy(struct faux_device *faux)
{
	if (faux)
		device_unregister(&faux->dev);
}

#endif /* RUST_FAUX_DEVICE */
