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

use super::registered::Cdev;
use crate::{
    error::{
        code::{EINVAL, ENOTTY},
        Result,
    },
    fs::{file::File, operations::forward_operations, Kiocb},
    iov::{IovIterDest, IovIterSource},
    mm::virt::VmaNew,
    seq_file::SeqFile,
    str::CStr,
    sync::poll::{events, PollTable},
    types::ForeignOwnable,
};
use core::marker::PhantomData;
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
/// Dropping it keeps C from finding the devices. Files that are open stay open, and go on to call `T`.
/// While one is, the name in the file system that it was opened by can still be opened: that calls
/// [`CharDevice::open`] although the registration is gone.
pub struct Registration<T> {
    cdev: Cdev,
    _driver: PhantomData<fn(T)>,
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

        Ok(Self {
            cdev: Cdev::add::<T>(name, first_minor, count)?,
            _driver: PhantomData,
        })
    }
}

impl<T> Registration<T> {
    /// The major number.
    #[inline]
    pub fn major(&self) -> u32 {
        self.cdev.first() >> bindings::MINORBITS
    }

    /// The first minor number.
    #[inline]
    pub fn first_minor(&self) -> u32 {
        self.cdev.first() & ((1 << bindings::MINORBITS) - 1)
    }

    /// How many devices there are.
    pub fn count(&self) -> u32 {
        self.cdev.count()
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

    /// Called by `poll()` and its like. Registers where the caller waits for the file to become ready
    /// ([`PollTable::register_wait`]), then looks what it is ready for, and returns that:
    /// [`poll::events`](crate::sync::poll::events).
    ///
    /// Files of a device without this are always ready.
    fn poll(
        _device: <Self::Ptr as ForeignOwnable>::Borrowed<'_>,
        _file: &File,
        _table: PollTable<'_>,
    ) -> u32 {
        events::IN | events::OUT
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
pub(super) struct AsOperations<T>(PhantomData<T>);

forward_operations!(CharDevice, AsOperations);
