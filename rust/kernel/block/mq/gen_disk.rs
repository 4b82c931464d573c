// SPDX-License-Identifier: GPL-2.0-only

//! Disks.
//!
//! While a disk is open the driver's module cannot be unloaded.

use super::{
    queues::{Disk, DISK_NAME_LEN},
    Operations, TagSet,
};
use crate::{
    error::{
        code::{EINVAL, ENAMETOOLONG},
        Result,
    },
    fmt::{self, Write as _},
    page::PAGE_SIZE,
    str::NullTerminatedFormatter,
    sync::Arc,
};

/// What a disk is to be like.
///
/// # Invariants
///
/// The sizes of blocks are such as [`validate_block_size`](Self::validate_block_size) likes.
pub struct GenDiskBuilder {
    rotational: bool,
    logical_block_size: u32,
    physical_block_size: u32,
    capacity_sectors: u64,
}

impl Default for GenDiskBuilder {
    fn default() -> Self {
        Self {
            rotational: false,
            logical_block_size: PAGE_SIZE as u32,
            physical_block_size: PAGE_SIZE as u32,
            capacity_sectors: 0,
        }
    }
}

impl GenDiskBuilder {
    /// A disk that is empty, does not turn, and has blocks of a page.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says whether it turns, so that order matters.
    pub fn rotational(mut self, rotational: bool) -> Self {
        self.rotational = rotational;
        self
    }

    /// Looks whether a block may have that many bytes: a power of two, from 512 to the size of a page.
    ///
    /// # Errors
    ///
    /// `EINVAL` if not.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{block::mq::gen_disk::GenDiskBuilder, page::PAGE_SIZE, prelude::*};
    ///
    /// assert!(GenDiskBuilder::validate_block_size(512).is_ok());
    /// assert!(GenDiskBuilder::validate_block_size(PAGE_SIZE as u32).is_ok());
    /// for size in [0, 256, 513, 1000, 2 * PAGE_SIZE as u32] {
    ///     assert_eq!(GenDiskBuilder::validate_block_size(size), Err(EINVAL));
    /// }
    /// ```
    pub fn validate_block_size(size: u32) -> Result {
        if size.is_power_of_two() && (512..=PAGE_SIZE).contains(&(size as usize)) {
            Ok(())
        } else {
            Err(EINVAL)
        }
    }

    /// Sets the least number of bytes that the disk can be asked for.
    ///
    /// # Errors
    ///
    /// `EINVAL` if [`validate_block_size`](Self::validate_block_size) does not like it.
    pub fn logical_block_size(mut self, block_size: u32) -> Result<Self> {
        Self::validate_block_size(block_size)?;
        self.logical_block_size = block_size;
        Ok(self)
    }

    /// Sets the least number of bytes that the disk can write without reading.
    ///
    /// # Errors
    ///
    /// `EINVAL` if [`validate_block_size`](Self::validate_block_size) does not like it.
    pub fn physical_block_size(mut self, block_size: u32) -> Result<Self> {
        Self::validate_block_size(block_size)?;
        self.physical_block_size = block_size;
        Ok(self)
    }

    /// Sets how large the disk is, in sectors of 512 bytes.
    pub fn capacity_sectors(mut self, capacity: u64) -> Self {
        self.capacity_sectors = capacity;
        self
    }

    /// Makes the disk. It can be used before this returns. `queue_data` is what the driver's functions
    /// get.
    ///
    /// # Errors
    ///
    /// `ENAMETOOLONG` if the name has more than 31 bytes, `EEXIST` if there is a disk of that name,
    /// `ENOMEM` without memory; on older trees for all else that C does not tell, and then the driver's module
    /// cannot be unloaded any more.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn build<T: Operations>(
        self,
        name: fmt::Arguments<'_>,
        tagset: Arc<TagSet<T>>,
        queue_data: T::QueueData,
    ) -> Result<GenDisk<T>> {
        let mut text = [0u8; DISK_NAME_LEN];
        NullTerminatedFormatter::new(&mut text)
            .ok_or(EINVAL)?
            .write_fmt(name)
            .map_err(|_| ENAMETOOLONG)?;

        Ok(GenDisk {
            _disk: Disk::add(&self, text, tagset, queue_data)?,
        })
    }

    /// What C wants to know before it makes the disk.
    pub(super) fn limits(&self) -> bindings::rust_disk_limits {
        bindings::rust_disk_limits {
            logical_block_size: self.logical_block_size,
            physical_block_size: self.physical_block_size.max(self.logical_block_size),
            rotational: self.rotational,
        }
    }

    /// How large the disk is, in sectors.
    pub(super) fn capacity(&self) -> u64 {
        self.capacity_sectors
    }
}

/// A disk that is there, until this value is dropped.
///
/// Dropping it waits for the requests that are under way.
pub struct GenDisk<T: Operations> {
    _disk: Disk<T>,
}
