// SPDX-License-Identifier: GPL-2.0-only

//! Unit tests inside the kernel.
