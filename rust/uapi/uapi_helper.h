/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * User space headers whose types and constants the `uapi` crate offers.
 */
#include <uapi/linux/ioctl.h>
#include <uapi/linux/types.h>
