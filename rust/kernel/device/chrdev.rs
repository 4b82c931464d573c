// SPDX-License-Identifier: GPL-2.0-only

//! Character devices with numbers of their own.
//!
//! A driver of many devices takes a region of them: a major number, and as many minor numbers as it
//! likes. User space finds the major number in `/proc/devices`, and makes the files with `mknod`. For
//! one device with a name, [`crate::miscdevice`] is easier.
//!
//! While one of the files is open the driver's module cannot be unloaded.
//!
//! C header: [`include/linux/cdev.h`](srctree/include/linux/cdev.h)
//!
//! # Safety
//!
//! A [`Registration`] owns a region, and a reference to a `struct cdev` that C knows by it. C has
//! references of its own as long as files are open.

#![allow(unsafe_code)]

use crate::{
    error::{
        code::{EINVAL, ENOMEM, ENOTTY, ENXIO},
        to_result, Result,
    },
    ffi::c_int,
    fs::{
        file::File,
        operations::{forward_operations, opened, Table},
        Kiocb,
    },
    iov::{IovIterDest, IovIterSource},
    mm::virt::VmaNew,
    module::ModuleMetadata,
    seq_file::SeqFile,
    str::CStr,
    types::ForeignOwnable,
};
use core::{marker::PhantomData, ptr::NonNull};
use macros::vtable;

/// What a region is to be like.
#[derive(Copy, Clone)]
pub struct Options {
    /// What `/proc/devices` calls the region.
    pub name: &'static CStr,
    /// The first minor number.
    pub first_minor: u32,
    /// How many devices there are.
    pub count: u32,
}

/// A region of devices that are there, until this value is dropped.
///
/// Dropping it keeps the devices from being opened. Files that are open stay open, and go on to call
/// `T`.
///
/// # Invariants
///
/// `cdev` was added for `region`. It goes first: the devices are gone when the numbers become free.
pub struct Registration<T> {
    #[expect(dead_code, reason = "held for its destructor")]
    cdev: Cdev,
    region: Region,
    _driver: PhantomData<fn(T)>,
}

/// Numbers of devices, which nobody else gets.
struct Region {
    first: bindings::dev_t,
    count: u32,
}

impl Drop for Region {
    #[inline]
    fn drop(&mut self) {
        bindings::safe::unregister_chrdev_region(self.first, self.count);
    }
}

/// An object of C's for devices.
///
/// # Invariants
///
/// This value owns the reference that `cdev_alloc()` made.
struct Cdev(NonNull<bindings::cdev>);

// SAFETY: Devices may be given up by any task.
unsafe impl Send for Cdev {}

// SAFETY: A shared one gives access to nothing.
unsafe impl Sync for Cdev {}

impl Drop for Cdev {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type's invariant the reference is there, and it is given up here: C takes an
        // object that was added out of its map, and one that was not is not in there. C has references of
        // its own for open files.
        unsafe { bindings::cdev_del(self.0.as_ptr()) };
    }
}

impl<T: CharDevice> Registration<T> {
    /// Takes a region, with a major number that is free, and registers the devices. They can be opened
    /// before this returns.
    ///
    /// # Errors
    ///
    /// `EINVAL` if there are no such minor numbers, `EBUSY` without a free major number, `ENOMEM`
    /// without memory.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn register(options: Options) -> Result<Self> {
        let Options {
            name,
            first_minor,
            count,
        } = options;
        let end = first_minor.checked_add(count).ok_or(EINVAL)?;
        if count == 0 || end > 1 << bindings::MINORBITS {
            return Err(EINVAL);
        }

        let mut first = 0;
        // SAFETY: The number may be written, and the name is a C string that lives forever.
        to_result(unsafe {
            bindings::alloc_chrdev_region(&mut first, first_minor, count, name.as_ptr().cast())
        })?;
        let region = Region { first, count };

        // INVARIANT: C has just made it.
        let cdev = Cdev(NonNull::new(bindings::safe::cdev_alloc()).ok_or(ENOMEM)?);
        let raw = cdev.0.as_ptr();
        // SAFETY: The object is new and initialised, and nobody else knows of it until it is added, with
        // operations that live forever, for a region that is ours.
        to_result(unsafe {
            (*raw).ops = &AsOperations::<T>::TABLE;
            (*raw).owner = T::OwnerModule::THIS_MODULE.as_ptr();
            bindings::cdev_add(raw, first, count)
        })?;

        // INVARIANT: It was added just above.
        Ok(Self {
            cdev,
            region,
            _driver: PhantomData,
        })
    }
}

impl<T> Registration<T> {
    /// The major number.
    #[inline]
    pub fn major(&self) -> u32 {
        self.region.first >> bindings::MINORBITS
    }

    /// The first minor number.
    #[inline]
    pub fn first_minor(&self) -> u32 {
        self.region.first & ((1 << bindings::MINORBITS) - 1)
    }

    /// How many devices there are.
    pub fn count(&self) -> u32 {
        self.region.count
    }
}

/// What a device does.
///
/// Each open file has a value of its own, a `Ptr`, made by [`open`](CharDevice::open) and given back to
/// [`release`](CharDevice::release). The functions in between borrow it, and several may be called at
/// once, by threads that share the file. They are those of
/// [`MiscDevice`](crate::miscdevice::MiscDevice).
///
/// # Examples
///
/// ```
/// use kernel::{
///     chrdev::{CharDevice, Options, Registration},
///     fs::{File, Kiocb},
///     iov::IovIterDest,
///     prelude::*,
/// };
///
/// /// Whose number is asked for.
/// struct Number(u32);
///
/// #[vtable]
/// impl CharDevice for Number {
///     type Ptr = KBox<Self>;
///
///     fn open(_: &File, index: u32) -> Result<KBox<Self>> {
///         Ok(KBox::new(Number(index), GFP_KERNEL)?)
///     }
///
///     fn read_iter(mut kiocb: Kiocb<'_, Self::Ptr>, iov: &mut IovIterDest<'_>) -> Result<usize> {
///         let number = kiocb.file().0.to_ne_bytes();
///         iov.simple_read_from_buffer(kiocb.ki_pos_mut(), &number)
///     }
/// }
///
/// let options = Options { name: c"doc-numbers", first_minor: 8, count: 4 };
/// let devices = Registration::<Number>::register(options)?;
/// assert!(devices.major() > 0);
/// assert_eq!((devices.first_minor(), devices.count()), (8, 4));
///
/// // There are not as many minor numbers.
/// let too_many = Options { count: 1 << 20, ..options };
/// assert_eq!(Registration::<Number>::register(too_many).err(), Some(EINVAL));
/// # Ok::<(), Error>(())
/// ```
#[vtable]
pub trait CharDevice: Sized {
    /// What an open file has.
    type Ptr: ForeignOwnable + Send + Sync;

    /// Called when a device is opened. `_index` says which of its region it is: from 0 on.
    ///
    /// An error is what `open()` returns to the user.
    fn open(_file: &File, _index: u32) -> Result<Self::Ptr>;

    /// Called when the last descriptor of a file was closed, and no call is under way any more.
    ///
    /// If a process ends that has the file open, this may run when the process has no descriptors any
    /// more.
    fn release(device: Self::Ptr, _file: &File) {
        drop(device);
    }

    /// Called by `mmap()`, to set the new mapping up. The file stays open while the mapping is there.
    ///
    /// The address space is locked: memory of user space cannot be accessed.
    fn mmap(
        _device: <Self::Ptr as ForeignOwnable>::Borrowed<'_>,
        _file: &File,
        _vma: &VmaNew,
    ) -> Result {
        Err(EINVAL)
    }

    /// Called by `read()` and its like. Returns the number of bytes that were read; 0 is the end of
    /// the file.
    fn read_iter(_kiocb: Kiocb<'_, Self::Ptr>, _iov: &mut IovIterDest<'_>) -> Result<usize> {
        Err(EINVAL)
    }

    /// Called by `write()` and its like. Returns the number of bytes that were written.
    fn write_iter(_kiocb: Kiocb<'_, Self::Ptr>, _iov: &mut IovIterSource<'_>) -> Result<usize> {
        Err(EINVAL)
    }

    /// Called by `ioctl()`. `_arg` is a number or a user's address, as `_cmd` says.
    fn ioctl(
        _device: <Self::Ptr as ForeignOwnable>::Borrowed<'_>,
        _file: &File,
        _cmd: u32,
        _arg: usize,
    ) -> Result<isize> {
        Err(ENOTTY)
    }

    /// Called by `ioctl()` of a 32-bit process in a 64-bit kernel; without this,
    /// [`ioctl`](CharDevice::ioctl) is.
    #[cfg(CONFIG_COMPAT)]
    fn compat_ioctl(
        _device: <Self::Ptr as ForeignOwnable>::Borrowed<'_>,
        _file: &File,
        _cmd: u32,
        _arg: usize,
    ) -> Result<isize> {
        Err(ENOTTY)
    }

    /// Called when `/proc/PID/fdinfo/FD` of the file is read, to add to it.
    fn show_fdinfo(
        _device: <Self::Ptr as ForeignOwnable>::Borrowed<'_>,
        _m: &SeqFile,
        _file: &File,
    ) {
    }
}

/// Stands for the operations of `T`'s files.
struct AsOperations<T>(PhantomData<T>);

forward_operations!(CharDevice, AsOperations);

impl<T: CharDevice> AsOperations<T> {
    const TABLE: bindings::file_operations = Table::<Self>::new(Self::open);

    unsafe extern "C" fn open(inode: *mut bindings::inode, file: *mut bindings::file) -> c_int {
        // SAFETY: This is the `open()` of the table above, and the arguments are those of C: the inode is
        // that of a device which C found by the region, and C holds a reference to that one's `cdev`. The
        // number of neither changes.
        unsafe {
            let index = bindings::inode_cdev_index(inode);
            opened(inode, file, |file| {
                T::open(file, u32::try_from(index).map_err(|_| ENXIO)?)
            })
        }
    }
}
