// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faux devices where there is no faux bus: devices without a bus and a driver, below one
 * of their own in /sys/devices. Nobody can bind or unbind them.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/kobject.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "faux.h"

#ifdef RUST_FAUX_DEVICE

static DEFINE_MUTEX(rust_faux_mutex);

/*
 * The device that all without another parent are below, with a reference. It stays, and is the same for
 * the image and for all modules that have a copy of this: it is found by its name among C's @devices.
 */
static struct device *rust_faux_parent(struct kset *devices)
{
	struct kobject *kobj, *found = NULL;
	struct device *root;

	mutex_lock(&rust_faux_mutex);
	/* Devices with parents of their own may have the same name. */
	spin_lock(&devices->list_lock);
	list_for_each_entry(kobj, &devices->list, entry) {
		if (kobj->parent == &devices->kobj && !strcmp(kobject_name(kobj) ?: "", "faux"))
			found = kobject_get_unless_zero(kobj);
		if (found)
			break;
	}
	spin_unlock(&devices->list_lock);
	if (found) {
		root = container_of(found, struct device, kobj);
	} else {
		/* No module owns it. */
		root = __root_device_register("faux", NULL);
		root = IS_ERR(root) ? NULL : get_device(root);
	}
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
	bool failed;

	faux = kzalloc(sizeof(*faux), GFP_KERNEL);
	if (!faux)
		return NULL;

	device_initialize(&faux->dev);
	faux->dev.release = rust_faux_release;
	parent = parent ? get_device(parent) : rust_faux_parent(faux->dev.kobj.kset);
	faux->dev.parent = parent;
	failed = !parent || dev_set_name(&faux->dev, "%s", name) || device_add(&faux->dev);
	/* The device has a reference of its own now. */
	put_device(parent);
	if (failed) {
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
