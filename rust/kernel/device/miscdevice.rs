// SPDX-License-Identifier: GPL-2.0-only

//! Devices of a driver's own, one file in `/dev` each.
//!
//! A miscellaneous device shares its major number with all others and needs no class: a name is
//! enough. The driver implements [`MiscDevice`] and keeps a [`MiscDeviceRegistration`].
//!
//! While one of the device's files is open the driver's module cannot be unloaded.
//!
//! C header: [`include/linux/miscdevice.h`](srctree/include/linux/miscdevice.h)

use super::{registered::Misc, Device};
use crate::{
    error::{code::ENOTTY, Error, Result},
    ffi::{c_char, c_int},
    fs::{file::File, operations::forward_operations, Kiocb},
    iov::{IovIterDest, IovIterSource},
    mm::virt::VmaNew,
    seq_file::SeqFile,
    str::{as_char_ptr_in_const_context, CStr},
    sync::poll::{events, PollTable},
    types::ForeignOwnable,
};
use core::marker::PhantomData;
use macros::vtable;
use pin_init::{pin_data, pin_init, PinInit};

/// What a device is to be like.
#[derive(Copy, Clone)]
pub struct MiscDeviceOptions {
    /// The name of the file in `/dev`.
    pub name: &'static CStr,
}

impl MiscDeviceOptions {
    /// What C is given to register.
    pub const fn into_raw<T: MiscDevice>(self) -> bindings::miscdevice {
        device(self.name_for_c(), &AsOperations::<T>::TABLE)
    }

    /// The name, for C.
    pub(super) const fn name_for_c(self) -> *const c_char {
        as_char_ptr_in_const_context(self.name).cast()
    }
}

/// A device of that name with those operations, before it is registered.
pub(super) const fn device(
    name: *const c_char,
    operations: &'static bindings::file_operations,
) -> bindings::miscdevice {
    let mut raw: bindings::miscdevice = pin_init::zeroed();
    raw.minor = bindings::MISC_DYNAMIC_MINOR as c_int;
    raw.name = name;
    raw.fops = operations;
    raw
}

/// A device that is there, until this value is dropped.
///
/// Dropping it takes the file out of `/dev`. Files that are open stay open, and go on to call `T`.
///
/// # Invariants
///
/// `inner` is registered with the operations of `T`.
#[repr(transparent)]
#[pin_data]
pub struct MiscDeviceRegistration<T> {
    #[pin]
    inner: Misc,
    _driver: PhantomData<fn() -> T>,
}

impl<T: MiscDevice> MiscDeviceRegistration<T> {
    /// Registers a device. It can be opened before this returns.
    ///
    /// # Errors
    ///
    /// `EBUSY` without a free minor number, `EEXIST` if there is a device of that name, `ENOMEM`
    /// without memory.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn register(opts: MiscDeviceOptions) -> impl PinInit<Self, Error> {
        // INVARIANT: These are the operations.
        pin_init!(Self {
            inner <- Misc::register::<T>(opts),
            _driver: PhantomData,
        }? Error)
    }

    /// The device, for C.
    pub fn as_raw(&self) -> *mut bindings::miscdevice {
        self.inner.as_raw()
    }

    /// The device, in the driver model.
    pub fn device(&self) -> &Device {
        self.inner.device()
    }
}

/// What a device does.
///
/// Each open file has a value of its own, a `Ptr`, made by [`open`](MiscDevice::open) and given back to
/// [`release`](MiscDevice::release). The functions in between borrow it, and several may be called at
/// once, by threads that share the file.
///
/// # Examples
///
/// ```
/// use kernel::{
///     fs::{File, Kiocb},
///     iov::{IovIterDest, IovIterSource},
///     miscdevice::{MiscDevice, MiscDeviceOptions, MiscDeviceRegistration},
///     new_mutex,
///     prelude::*,
///     sync::Mutex,
/// };
///
/// /// Returns what was written to the same file before.
/// #[pin_data]
/// struct Echo {
///     #[pin]
///     text: Mutex<KVec<u8>>,
/// }
///
/// #[vtable]
/// impl MiscDevice for Echo {
///     type Ptr = Pin<KBox<Self>>;
///
///     fn open(_: &File, misc: &MiscDeviceRegistration<Self>) -> Result<Pin<KBox<Self>>> {
///         dev_info!(misc.device(), "opened\n");
///         KBox::pin_init(pin_init!(Self { text <- new_mutex!(KVec::new()) }), GFP_KERNEL)
///     }
///
///     fn read_iter(mut kiocb: Kiocb<'_, Self::Ptr>, iov: &mut IovIterDest<'_>) -> Result<usize> {
///         let echo = kiocb.file();
///         let text = echo.text.lock();
///         iov.simple_read_from_buffer(kiocb.ki_pos_mut(), &text)
///     }
///
///     fn write_iter(kiocb: Kiocb<'_, Self::Ptr>, iov: &mut IovIterSource<'_>) -> Result<usize> {
///         iov.copy_from_iter_vec(&mut kiocb.file().text.lock(), GFP_KERNEL)
///     }
/// }
///
/// let device = KBox::pin_init(
///     MiscDeviceRegistration::<Echo>::register(MiscDeviceOptions { name: c"doc-echo" }),
///     GFP_KERNEL,
/// )?;
/// assert_eq!(device.device().name(), c"doc-echo");
/// # Ok::<(), Error>(())
/// ```
#[vtable]
pub trait MiscDevice: Sized {
    /// What an open file has.
    type Ptr: ForeignOwnable + Send + Sync;

    /// Called when the device is opened.
    ///
    /// An error is what `open()` returns to the user. C's lock of all miscellaneous devices is held.
    fn open(_file: &File, _misc: &MiscDeviceRegistration<Self>) -> Result<Self::Ptr>;

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
        Err(crate::error::code::EINVAL)
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
        Err(crate::error::code::EINVAL)
    }

    /// Called by `write()` and its like. Returns the number of bytes that were written.
    fn write_iter(_kiocb: Kiocb<'_, Self::Ptr>, _iov: &mut IovIterSource<'_>) -> Result<usize> {
        Err(crate::error::code::EINVAL)
    }

    /// Called by `ioctl()`. `_arg` is a number or a user's address, as `_cmd` says.
    ///
    /// `ENOTTY` is the error for a command that the device does not have. See [`mod@crate::ioctl`] for
    /// numbers, and [`mod@crate::uaccess`] for the memory behind an address.
    fn ioctl(
        _device: <Self::Ptr as ForeignOwnable>::Borrowed<'_>,
        _file: &File,
        _cmd: u32,
        _arg: usize,
    ) -> Result<isize> {
        Err(ENOTTY)
    }

    /// Called by `ioctl()` of a 32-bit process in a 64-bit kernel.
    ///
    /// Without this, [`ioctl`](MiscDevice::ioctl) is called, with `_arg` as a pointer: right if the
    /// data has the same layout for both.
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

forward_operations!(MiscDevice, AsOperations);
