// SPDX-License-Identifier: GPL-2.0-only

//! Devices of a driver's own, one file in `/dev` each.
//!
//! A miscellaneous device shares its major number with all others and needs no class: a name is
//! enough. The driver implements [`MiscDevice`] and keeps a [`MiscDeviceRegistration`].
//!
//! While one of the device's files is open the driver's module cannot be unloaded.
//!
//! C header: [`include/linux/miscdevice.h`](srctree/include/linux/miscdevice.h)
//!
//! # Safety
//!
//! A [`MiscDeviceRegistration`] is a `struct miscdevice` that C knows from its initialisation until it
//! is dropped, whose operations are those of its `T`.

#![allow(unsafe_code)]

use super::Device;
use crate::{
    error::{code::ENOTTY, to_result, Error, Result},
    ffi::c_int,
    fs::{
        file::File,
        operations::{forward_operations, opened, Table},
        Kiocb,
    },
    iov::{IovIterDest, IovIterSource},
    mm::virt::VmaNew,
    seq_file::SeqFile,
    str::{as_char_ptr_in_const_context, CStr},
    types::{ForeignOwnable, Opaque},
};
use core::{marker::PhantomData, pin::Pin};
use macros::vtable;
use pin_init::{pin_data, pin_init, pinned_drop, PinInit};

/// What a device is to be like.
#[derive(Copy, Clone)]
pub struct MiscDeviceOptions {
    /// The name of the file in `/dev`.
    pub name: &'static CStr,
}

impl MiscDeviceOptions {
    /// What C is given to register.
    pub const fn into_raw<T: MiscDevice>(self) -> bindings::miscdevice {
        let mut raw: bindings::miscdevice = pin_init::zeroed();
        raw.minor = bindings::MISC_DYNAMIC_MINOR as c_int;
        raw.name = as_char_ptr_in_const_context(self.name).cast();
        raw.fops = &AsOperations::<T>::TABLE;
        raw
    }
}

/// A device that is there, until this value is dropped.
///
/// Dropping it takes the file out of `/dev`. Files that are open stay open, and go on to call `T`.
///
/// # Invariants
///
/// `inner` is registered, with the operations of `T`.
#[repr(transparent)]
#[pin_data(PinnedDrop)]
pub struct MiscDeviceRegistration<T> {
    #[pin]
    inner: Opaque<bindings::miscdevice>,
    _driver: PhantomData<T>,
}

// SAFETY: A device may be deregistered by any task. There is no `T` in here.
unsafe impl<T> Send for MiscDeviceRegistration<T> {}

// SAFETY: What is read here does not change while the device is registered.
unsafe impl<T> Sync for MiscDeviceRegistration<T> {}

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
        // INVARIANT: `misc_register()` runs on the field.
        pin_init!(Self {
            inner <- Opaque::try_ffi_init(move |slot: *mut bindings::miscdevice| {
                // SAFETY: An initialiser's slot may be written. The object in it has a name and
                // operations that live forever. It is pinned, and deregistered when it is dropped. A
                // function that is called at once gets a reference to the whole of it: the other field
                // has no size.
                to_result(unsafe {
                    slot.write(opts.into_raw::<T>());
                    bindings::misc_register(slot)
                })
            }),
            _driver: PhantomData,
        }? Error)
    }

    /// The device, for C.
    pub fn as_raw(&self) -> *mut bindings::miscdevice {
        self.inner.get()
    }

    /// The device, in the driver model.
    pub fn device(&self) -> &Device {
        // SAFETY: The pointer is set when the device is registered, and does not change until it is
        // deregistered. Until then the device is alive.
        unsafe { Device::from_raw((*self.as_raw()).this_device) }
    }
}

#[pinned_drop]
impl<T> PinnedDrop for MiscDeviceRegistration<T> {
    #[inline]
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: By the type's invariant the device is registered. When this returns no `open()` is
        // under way: C has a lock for that.
        unsafe { bindings::misc_deregister(self.inner.get()) };
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
struct AsOperations<T>(PhantomData<T>);

forward_operations!(MiscDevice, AsOperations);

impl<T: MiscDevice> AsOperations<T> {
    const TABLE: bindings::file_operations = Table::<Self>::new(Self::open);

    unsafe extern "C" fn open(inode: *mut bindings::inode, file: *mut bindings::file) -> c_int {
        // SAFETY: This is the `open()` of the table above, and the arguments are those of C. When C calls
        // it, the private data of the file is the `miscdevice`. It was registered by a
        // `MiscDeviceRegistration<T>`, as only that one uses this table, and C's lock keeps it from being
        // deregistered meanwhile.
        unsafe {
            let misc = &*(*file).private_data.cast::<MiscDeviceRegistration<T>>();
            opened(inode, file, |file| T::open(file, misc))
        }
    }
}
