// SPDX-License-Identifier: GPL-2.0-only

//! Nothing of the interface to user space is needed on the host.

#![no_std]
