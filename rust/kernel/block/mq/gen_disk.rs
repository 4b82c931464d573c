// SPDX-License-Identifier: GPL-2.0-only

//! Disks.
//!
//! While a disk is open the driver's module cannot be unloaded.
//!
//! # Safety
//!
//! A [`GenDisk`] owns a disk that was added, and the data of its queue, which it takes back when the
//! queue is not in use any more.

#![allow(unsafe_code)]

use super::{Operations, TagSet};
use crate::{
    error::{
        code::{EINVAL, ENAMETOOLONG},
        from_err_ptr, to_result, Result,
    },
    fmt::{self, Write as _},
    module::ModuleMetadata as _,
    page::PAGE_SIZE,
    static_lock_class,
    str::NullTerminatedFormatter,
    sync::Arc,
    types::{ForeignOwnable, ScopeGuard},
};
use core::{marker::PhantomData, ptr::NonNull};

/// What a disk is to be like.
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
    /// `ENOMEM` without memory. Older trees do not say what happens when a disk is added.
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
        // Any byte will do for a `char`.
        let mut text = [0u8; DISK_NAME_LEN];
        NullTerminatedFormatter::new(&mut text)
            .ok_or(EINVAL)?
            .write_fmt(name)
            .map_err(|_| ENAMETOOLONG)?;

        let data = queue_data.into_foreign();
        let recover = ScopeGuard::new(|| {
            // SAFETY: The pointer was made above. When this runs there is no queue any more that has it.
            drop(unsafe { T::QueueData::from_foreign(data) });
        });

        let limits = bindings::rust_disk_limits {
            logical_block_size: self.logical_block_size,
            physical_block_size: self.physical_block_size.max(self.logical_block_size),
            rotational: self.rotational,
        };
        // SAFETY: The tag set is initialised, and lives until the disk was removed. The data is of the
        // type that its functions want.
        let disk = NonNull::new(from_err_ptr(unsafe {
            bindings::mq_alloc_disk(
                tagset.as_raw(),
                &limits,
                data,
                static_lock_class!().as_ptr(),
            )
        })?)
        .ok_or(EINVAL)?;
        let free = ScopeGuard::new(|| {
            // SAFETY: The disk was made above and not added.
            unsafe { bindings::mq_free_disk(disk.as_ptr()) }
        });

        // SAFETY: The disk is new and initialised, and nobody else knows of it until it is added, with a
        // name and functions. Those live as long as the module, which is held while it is open.
        to_result(unsafe {
            let raw = disk.as_ptr();
            (*raw).fops = &Table::<T>::TABLE;
            (*raw).disk_name = text.map(|byte| byte as _);
            bindings::set_capacity(raw, self.capacity_sectors);
            bindings::mq_add_disk(raw)
        })?;

        free.dismiss();
        recover.dismiss();
        // INVARIANT: The disk was added, and its queue has the data.
        Ok(GenDisk {
            disk,
            data: NonNull::new(data).ok_or(EINVAL)?,
            _tagset: tagset,
        })
    }
}

/// How long the name of a disk is in C, with its NUL.
const DISK_NAME_LEN: usize = bindings::DISK_NAME_LEN as usize;

/// The functions for those who open a disk, of a driver `T`.
struct Table<T>(PhantomData<T>);

impl<T: Operations> Table<T> {
    const TABLE: bindings::block_device_operations = {
        let mut table: bindings::block_device_operations = pin_init::zeroed();
        table.owner = T::OwnerModule::THIS_MODULE.as_ptr();
        table
    };
}

/// A disk that is there, until this value is dropped.
///
/// Dropping it waits for the requests that are under way.
///
/// # Invariants
///
/// `disk` was added. The data of its queue is `data`, a `QueueData` as C has it, and this value owns both.
pub struct GenDisk<T: Operations> {
    disk: NonNull<bindings::gendisk>,
    data: NonNull<crate::ffi::c_void>,
    _tagset: Arc<TagSet<T>>,
}

// SAFETY: A disk may be removed by any task. What it owns may be dropped by any task.
unsafe impl<T> Send for GenDisk<T>
where
    T: Operations,
    T::QueueData: Send,
    Arc<TagSet<T>>: Send,
{
}

impl<T: Operations> Drop for GenDisk<T> {
    fn drop(&mut self) {
        // SAFETY: By the type's invariant the disk was added, and this value owns it and the data. The
        // driver's functions, which borrow the data, are not called after the disk was removed.
        drop(unsafe {
            bindings::mq_remove_disk(self.disk.as_ptr());
            T::QueueData::from_foreign(self.data.as_ptr())
        });
    }
}
