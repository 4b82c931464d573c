// SPDX-License-Identifier: GPL-2.0-only

//! What C calls when a driver's file is used, and what it lends for such a call.
//!
//! C headers: [`include/linux/fs.h`](srctree/include/linux/fs.h) and
//! [`include/linux/seq_file.h`](srctree/include/linux/seq_file.h)
//!
//! # Safety
//!
//! The private data of a file with these operations is what [`opened`] put there, from the end of
//! `open()` until `release()` takes it back. C calls the other functions in between: [`File`] gives no
//! reference to a file before or after that. The data is borrowed in no way but shared. A [`Kiocb`] is the only
//! user of a live `struct kiocb`, and a [`SeqFile`] is borrowed from the C function that prints into it;
//! neither outlives the call.

#![allow(unsafe_code)]

use super::{
    file::File,
    iov::{IovIterDest, IovIterSource},
    operations::{Borrowed, Operations},
    seq_file::SeqFile,
};
use crate::{
    error::{from_result, Result},
    ffi::{c_int, c_long, c_uint, c_ulong},
    mm::virt::VmaNew,
    module::ModuleMetadata,
    sync::poll::PollTable,
    types::ForeignOwnable,
};
use core::{marker::PhantomData, ptr::NonNull};

/// A read or write that is being done (kernel I/O control block), of a file whose private data is a
/// `T`.
///
/// # Invariants
///
/// `inner` points to a live `kiocb` that nobody else uses during `'a`. The private data of its file
/// came from `T::into_foreign()`, is not taken back during `'a`, and is borrowed in no way but shared.
/// `pos` is the position while this value lives, and C's number is what it was.
///
/// # Examples
///
/// ```
/// use kernel::{fs::Kiocb, iov::IovIterDest, prelude::*, sync::Arc};
///
/// struct Text {
///     bytes: KVec<u8>,
/// }
///
/// /// The `read()` of a file of a fixed text.
/// fn read_iter(mut kiocb: Kiocb<'_, Arc<Text>>, iov: &mut IovIterDest<'_>) -> Result<usize> {
///     let text = kiocb.file();
///     iov.simple_read_from_buffer(kiocb.ki_pos_mut(), &text.bytes)
/// }
/// ```
pub struct Kiocb<'a, T> {
    inner: NonNull<bindings::kiocb>,
    /// Where C's number is at no multiple of its size, Rust cannot refer to it.
    #[cfg(rust_packed)]
    pos: i64,
    _file: PhantomData<&'a T>,
}

impl<'a, T: ForeignOwnable> Kiocb<'a, T> {
    /// Wraps what C passes to `read_iter()` or `write_iter()`.
    ///
    /// # Safety
    ///
    /// `kiocb` must point to a live `kiocb` that nobody else uses during `'a`. The private data of its
    /// file must come from `T::into_foreign()`, must not be taken back during `'a`, and be borrowed in
    /// no way but shared.
    pub unsafe fn from_raw(kiocb: *mut bindings::kiocb) -> Self {
        // INVARIANT: The caller's promise.
        Kiocb {
            // SAFETY: What is alive is not null.
            inner: unsafe { NonNull::new_unchecked(kiocb) },
            // SAFETY: The caller promises that it is alive.
            #[cfg(rust_packed)]
            pos: unsafe { (*kiocb).ki_pos },
            _file: PhantomData,
        }
    }

    /// The pointer, for C.
    pub fn as_raw(&self) -> *mut bindings::kiocb {
        self.inner.as_ptr()
    }

    fn get(&self) -> &bindings::kiocb {
        // SAFETY: By the type's invariant the `kiocb` is alive and nobody else uses it.
        unsafe { self.inner.as_ref() }
    }

    /// The private data of the file.
    pub fn file(&self) -> <T as ForeignOwnable>::Borrowed<'a> {
        // SAFETY: The file does not change, and has a reference of the caller's. Its private data is a
        // `T` that may be borrowed, by the type's invariant.
        unsafe { T::borrow((*self.get().ki_filp).private_data) }
    }

    /// Where in the file the read or write begins.
    pub fn ki_pos(&self) -> i64 {
        #[cfg(rust_packed)]
        return self.pos;
        #[cfg(not(rust_packed))]
        self.get().ki_pos
    }

    /// Where in the file the next read or write will begin, to be moved on.
    pub fn ki_pos_mut(&mut self) -> &mut i64 {
        #[cfg(rust_packed)]
        return &mut self.pos;
        #[cfg(not(rust_packed))]
        // SAFETY: The `kiocb` is alive, nobody else uses it, and this value is borrowed exclusively.
        unsafe {
            &mut (*self.as_raw()).ki_pos
        }
    }
}

#[cfg(rust_packed)]
impl<T> Drop for Kiocb<'_, T> {
    fn drop(&mut self) {
        // SAFETY: By the type's invariants the `kiocb` is alive and nobody else uses it.
        unsafe { (*self.inner.as_ptr()).ki_pos = self.pos };
    }
}

impl SeqFile {
    /// Borrows what C passes to a `show()` function.
    ///
    /// # Safety
    ///
    /// `ptr` must point to a `seq_file` that is alive during `'a` and used by no other thread.
    pub unsafe fn from_raw<'a>(ptr: *mut bindings::seq_file) -> &'a SeqFile {
        // SAFETY: The type is transparent. The caller promises the rest.
        unsafe { &*ptr.cast() }
    }

    /// Appends a text, or notes that it does not fit.
    #[inline]
    pub(super) fn append(&self, text: &str) {
        // SAFETY: By the type's invariant the object is alive and nobody else uses it. C reads as
        // many bytes as the text has.
        unsafe { bindings::seq_write(self.inner.get(), text.as_ptr().cast(), text.len()) };
    }
}

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
        if T::POLL {
            table.poll = Some(Self::poll);
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

    unsafe extern "C" fn poll(
        file: *mut bindings::file,
        table: *mut bindings::poll_table,
    ) -> bindings::__poll_t {
        // SAFETY: Who polls has a reference. It is not one that locks the position.
        let (device, file) = unsafe { Self::arguments(file) };
        // SAFETY: C lends its table for the call, or has none.
        let table = unsafe { PollTable::from_raw(table) };
        T::poll(device, file, table)
    }

    unsafe extern "C" fn release(_: *mut bindings::inode, file: *mut bindings::file) -> c_int {
        // SAFETY: C calls this once, at the end of a file that was opened, which is alive during the call.
        // Its count is zero and stays so: nobody borrows its data any more, there is no light reference, and
        // the driver makes none that outlives this call.
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
/// The caller is the `open()` of a [`Table`] whose data is a `P`. The file is that of C.
pub(crate) unsafe fn opened<P: ForeignOwnable>(
    file: *mut bindings::file,
    open: impl FnOnce(&File) -> Result<P>,
) -> c_int {
    from_result(|| {
        // SAFETY: The file is being opened: nobody but the caller has a reference. The driver gets none: C
        // sets `FMODE_OPENED` when this has succeeded.
        let device = open(unsafe { File::from_raw_file(file) })?;
        // SAFETY: The file is alive, and nobody else uses it yet.
        unsafe { (*file).private_data = device.into_foreign() };
        Ok(0)
    })
}
