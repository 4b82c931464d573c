// SPDX-License-Identifier: GPL-2.0-only

//! Block devices: disks, and what behaves like them.
//!
//! C header: [`include/linux/blkdev.h`](srctree/include/linux/blkdev.h)

pub mod mq;

/// What to `&` a number of sectors with, to get how far it is in its page.
pub const SECTOR_MASK: u32 = (1 << PAGE_SECTORS_SHIFT) - 1;

/// The binary logarithm of [`SECTOR_SIZE`].
pub const SECTOR_SHIFT: u32 = 9;

/// The number of bytes in a sector, the unit in which disks are addressed.
pub const SECTOR_SIZE: u32 = 1 << SECTOR_SHIFT;

/// The binary logarithm of the number of sectors in a page.
#[allow(clippy::as_conversions)]
pub const PAGE_SECTORS_SHIFT: u32 = crate::page::PAGE_SHIFT as u32 - SECTOR_SHIFT;
