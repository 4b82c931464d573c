/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * User space headers whose types and constants the `uapi` crate offers, with those of the
 * user space headers that they include.
 */
#include <uapi/drm/drm.h>
#include <uapi/linux/android/binder.h>
#include <uapi/linux/errno.h>
#include <uapi/linux/ethtool.h>
#include <uapi/linux/ioctl.h>
#include <uapi/linux/mdio.h>
#include <uapi/linux/mii.h>
#include <uapi/linux/types.h>
