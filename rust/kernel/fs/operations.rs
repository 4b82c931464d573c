// SPDX-License-Identifier: GPL-2.0-only

//! What C calls when a driver's file is used.
//!
//! Drivers do not see this: they implement [`MiscDevice`](crate::miscdevice::MiscDevice) or
//! [`CharDevice`](crate::chrdev::CharDevice), and [`forward_operations!`] makes an [`Operations`] of
//! either.
//!
//! # Safety
//!
//! The private data of a file with these operations is what [`opened`] put there, from the end of
//! `open()` until `release()` takes it back. It is borrowed in no way but shared.

#![allow(unsafe_code)]

use super::{
    file::File,
    iov::{IovIterDest, IovIterSource},
    kiocb::Kiocb,
    seq_file::SeqFile,
};
use crate::{
    error::{from_result, to_result, Result},
    ffi::{c_int, c_long, c_uint, c_ulong},
    mm::virt::VmaNew,
    module::ModuleMetadata,
    types::ForeignOwnable,
};
use core::marker::PhantomData;

/// The private data of a file, as its driver sees it while the file is open.
pub(crate) type Borrowed<'a, T> = <<T as Operations>::Ptr as ForeignOwnable>::Borrowed<'a>;

/// What can be done with a file. What a constant says is not there is not called.
pub(crate) trait Operations: Sized {
    /// The private data of a file.
    type Ptr: ForeignOwnable + Send + Sync;
    /// The module that the functions are part of.
    type Owner: ModuleMetadata;

    const READ_ITER: bool;
    const WRITE_ITER: bool;
    const IOCTL: bool;
    #[cfg(CONFIG_COMPAT)]
    const COMPAT_IOCTL: bool;
    const SHOW_FDINFO: bool;
    const MMAP: bool;

    fn release(device: Self::Ptr, file: &File);
    fn read_iter(kiocb: Kiocb<'_, Self::Ptr>, iov: &mut IovIterDest<'_>) -> Result<usize>;
    fn write_iter(kiocb: Kiocb<'_, Self::Ptr>, iov: &mut IovIterSource<'_>) -> Result<usize>;
    fn ioctl(device: Borrowed<'_, Self>, file: &File, cmd: u32, arg: usize) -> Result<isize>;
    #[cfg(CONFIG_COMPAT)]
    fn compat_ioctl(device: Borrowed<'_, Self>, file: &File, cmd: u32, arg: usize)
        -> Result<isize>;
    fn show_fdinfo(device: Borrowed<'_, Self>, m: &SeqFile, file: &File);
    fn mmap(device: Borrowed<'_, Self>, file: &File, vma: &VmaNew) -> Result;
}

/// Makes the [`Operations`] of a driver's trait: `$adapter` is a type with one parameter.
macro_rules! forward_operations {
    ($trait:ident, $adapter:ident) => {
        impl<T: $trait> $crate::fs::operations::Operations for $adapter<T> {
            type Ptr = T::Ptr;
            type Owner = T::OwnerModule;

            const READ_ITER: bool = T::HAS_READ_ITER;
            const WRITE_ITER: bool = T::HAS_WRITE_ITER;
            const IOCTL: bool = T::HAS_IOCTL;
            #[cfg(CONFIG_COMPAT)]
            const COMPAT_IOCTL: bool = T::HAS_COMPAT_IOCTL;
            const SHOW_FDINFO: bool = T::HAS_SHOW_FDINFO;
            const MMAP: bool = T::HAS_MMAP;

            fn release(device: T::Ptr, file: &File) {
                T::release(device, file)
            }

            fn read_iter(kiocb: Kiocb<'_, T::Ptr>, iov: &mut IovIterDest<'_>) -> Result<usize> {
                T::read_iter(kiocb, iov)
            }

            fn write_iter(kiocb: Kiocb<'_, T::Ptr>, iov: &mut IovIterSource<'_>) -> Result<usize> {
                T::write_iter(kiocb, iov)
            }

            fn ioctl(
                device: $crate::fs::operations::Borrowed<'_, Self>,
                file: &File,
                cmd: u32,
                arg: usize,
            ) -> Result<isize> {
                T::ioctl(device, file, cmd, arg)
            }

            #[cfg(CONFIG_COMPAT)]
            fn compat_ioctl(
                device: $crate::fs::operations::Borrowed<'_, Self>,
                file: &File,
                cmd: u32,
                arg: usize,
            ) -> Result<isize> {
                T::compat_ioctl(device, file, cmd, arg)
            }

            fn show_fdinfo(
                device: $crate::fs::operations::Borrowed<'_, Self>,
                m: &SeqFile,
                file: &File,
            ) {
                T::show_fdinfo(device, m, file)
            }

            fn mmap(
                device: $crate::fs::operations::Borrowed<'_, Self>,
                file: &File,
                vma: &$crate::mm::virt::VmaNew,
            ) -> Result {
                T::mmap(device, file, vma)
            }
        }
    };
}
pub(crate) use forward_operations;

/// C's `open()` of a device.
type Open = unsafe extern "C" fn(*mut bindings::inode, *mut bindings::file) -> c_int;

/// The table of functions that C wants, of a driver's `T`.
pub(crate) struct Table<T>(PhantomData<T>);

impl<T: Operations> Table<T> {
    /// Makes the table. `open` must have called [`opened`] when it succeeds.
    ///
    /// C holds on to the module while one of the files is open.
    pub(crate) const fn new(open: Open) -> bindings::file_operations {
        let mut table: bindings::file_operations = pin_init::zeroed();
        table.owner = T::Owner::THIS_MODULE.as_ptr();
        table.open = Some(open);
        table.release = Some(Self::release);
        if T::READ_ITER {
            table.read_iter = Some(Self::read_iter);
        }
        if T::WRITE_ITER {
            table.write_iter = Some(Self::write_iter);
        }
        if T::IOCTL {
            table.unlocked_ioctl = Some(Self::ioctl);
        }
        #[cfg(CONFIG_COMPAT)]
        if T::COMPAT_IOCTL {
            table.compat_ioctl = Some(Self::compat_ioctl);
        } else if T::IOCTL {
            table.compat_ioctl = Some(bindings::compat_ptr_ioctl);
        }
        if T::SHOW_FDINFO {
            table.show_fdinfo = Some(Self::show_fdinfo);
        }
        if T::MMAP {
            table.mmap = Some(Self::mmap);
        }
        table
    }

    /// What an open file stands for: its private data, and itself.
    ///
    /// # Safety
    ///
    /// The file has these operations. It is open during `'a`, by a reference that is not one that locks
    /// the position.
    unsafe fn arguments<'a>(file: *mut bindings::file) -> (Borrowed<'a, T>, &'a File) {
        // SAFETY: The caller's promise. The data of an open file is borrowed in no way but shared.
        unsafe {
            (
                T::Ptr::borrow((*file).private_data),
                File::from_raw_file(file),
            )
        }
    }

    unsafe extern "C" fn mmap(
        file: *mut bindings::file,
        vma: *mut bindings::vm_area_struct,
    ) -> c_int {
        // SAFETY: The system call has a counted reference to the file, and so will the mapping.
        let (device, file) = unsafe { Self::arguments(file) };
        // SAFETY: C is making the mapping, with the address space locked for writing, and lends it.
        let vma = unsafe { VmaNew::from_raw(vma) };
        from_result(|| T::mmap(device, file, vma).map(|()| 0))
    }

    unsafe extern "C" fn release(_: *mut bindings::inode, file: *mut bindings::file) -> c_int {
        // SAFETY: C calls this once, at the end of a file that was opened, which is alive during the call.
        // Its count is zero: nobody borrows its data any more, and there is no light reference.
        let (device, file) = unsafe {
            (
                T::Ptr::from_foreign((*file).private_data),
                File::from_raw_file(file),
            )
        };
        T::release(device, file);
        0
    }

    unsafe extern "C" fn read_iter(
        kiocb: *mut bindings::kiocb,
        iter: *mut bindings::iov_iter,
    ) -> isize {
        // SAFETY: C lends both for the call: a read of a file that is open, and its destination.
        let (kiocb, iov) = unsafe { (Kiocb::from_raw(kiocb), IovIterDest::from_raw(iter)) };
        from_result(|| Ok(isize::try_from(T::read_iter(kiocb, iov)?)?))
    }

    unsafe extern "C" fn write_iter(
        kiocb: *mut bindings::kiocb,
        iter: *mut bindings::iov_iter,
    ) -> isize {
        // SAFETY: C lends both for the call: a write to a file that is open, and its source.
        let (kiocb, iov) = unsafe { (Kiocb::from_raw(kiocb), IovIterSource::from_raw(iter)) };
        from_result(|| Ok(isize::try_from(T::write_iter(kiocb, iov)?)?))
    }

    unsafe extern "C" fn ioctl(file: *mut bindings::file, cmd: c_uint, arg: c_ulong) -> c_long {
        // SAFETY: The system call has a reference. It is not one that locks the position.
        let (device, file) = unsafe { Self::arguments(file) };
        from_result(|| Ok(T::ioctl(device, file, cmd, arg as usize)? as c_long))
    }

    #[cfg(CONFIG_COMPAT)]
    unsafe extern "C" fn compat_ioctl(
        file: *mut bindings::file,
        cmd: c_uint,
        arg: c_ulong,
    ) -> c_long {
        // SAFETY: The system call has a reference. It is not one that locks the position.
        let (device, file) = unsafe { Self::arguments(file) };
        from_result(|| Ok(T::compat_ioctl(device, file, cmd, arg as usize)? as c_long))
    }

    unsafe extern "C" fn show_fdinfo(m: *mut bindings::seq_file, file: *mut bindings::file) {
        // SAFETY: The caller has a counted reference of its own.
        let (device, file) = unsafe { Self::arguments(file) };
        // SAFETY: C lends the object for the call.
        let m = unsafe { SeqFile::from_raw(m) };
        T::show_fdinfo(device, m, file);
    }
}

/// What every `open()` does: lets the driver open the file, and keeps what it returns as the file's
/// private data. Returns what C wants.
///
/// # Safety
///
/// The caller is the `open()` of a [`Table`] whose data is a `P`. The arguments are those of C.
pub(crate) unsafe fn opened<P: ForeignOwnable>(
    inode: *mut bindings::inode,
    file: *mut bindings::file,
    open: impl FnOnce(&File) -> Result<P>,
) -> c_int {
    from_result(|| {
        // SAFETY: Both are those of C, which are alive during the call.
        to_result(unsafe { bindings::generic_file_open(inode, file) })?;
        // SAFETY: The file is being opened: nobody but the caller has a reference.
        let device = open(unsafe { File::from_raw_file(file) })?;
        // SAFETY: The file is alive, and nobody else uses it yet.
        unsafe { (*file).private_data = device.into_foreign() };
        Ok(0)
    })
}
