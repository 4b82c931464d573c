// SPDX-License-Identifier: GPL-2.0-only

//! Tables of files, as C has them.
//!
//! # Safety
//!
//! An entry of a table points to a [`Field`], for which C calls [`handle`] between the registration of the
//! table and the end of `unregister_sysctl_table()`, with a buffer of the kernel's. A [`Registered`] sees to
//! it that the values live as long; those of a [`Folder`] live forever.

#![allow(unsafe_code)]

use super::{super::value::Field, access::Access};
use crate::{
    alloc::{flags::GFP_KERNEL, KVec},
    error::{
        code::{EINVAL, ENOMEM},
        Error, Result,
    },
    ffi::{c_int, c_void},
    fs::fixed::{Claim, Fixed},
    fs::Registered as Guard,
    str::{as_char_ptr_in_const_context, CStr},
};
use core::{
    marker::PhantomPinned,
    ops::Deref,
    ptr::{from_ref, NonNull},
};
use pin_init::{pin_data, pin_init, PinInit};

/// A name, and the value that users see under it.
pub(super) type Named<'data> = (&'data CStr, Field<'data>);

/// A file of a [`Folder`]. [`sysctl_folder!`](crate::sysctl_folder) makes them.
#[doc(hidden)]
#[repr(transparent)]
pub struct Entry(bindings::ctl_table);

// SAFETY: An entry of a static is never written, neither here nor by C.
unsafe impl Sync for Entry {}

impl Entry {
    /// A file for that value, which lives forever.
    pub const fn new(name: &'static CStr, field: &'static Field<'static>) -> Self {
        assert!(!name.is_empty(), "a file has a name");
        Self(entry(name, field))
    }

    /// What ends a table.
    pub const END: Self = Self(pin_init::zeroed());
}

/// An entry for a value.
const fn entry(name: &CStr, field: &Field<'_>) -> bindings::ctl_table {
    let mut entry: bindings::ctl_table = pin_init::zeroed();
    entry.procname = as_char_ptr_in_const_context(name).cast();
    entry.mode = field.mode();
    entry.data = from_ref(field).cast_mut().cast();
    entry.proc_handler = Some(handle);
    entry
}

/// Has C make the files of a table.
///
/// # Safety
///
/// The last entry is empty, the others have names and fields. All of it stays until the header is
/// unregistered.
unsafe fn register(
    path: &CStr,
    entries: &[bindings::ctl_table],
) -> Result<NonNull<bindings::ctl_table_header>> {
    // What is behind the last entry ends the table, where C looks for that.
    let len = match entries.len() {
        0 | 1 => return Err(EINVAL),
        len => len.saturating_sub(1),
    };
    // SAFETY: The path is a C string, of which C makes copies. By the caller's promise the table has that
    // many entries, an empty one behind them, and stays. C writes to no table.
    let header = unsafe {
        bindings::register_sysctl_sz(path.as_ptr().cast(), entries.as_ptr().cast_mut(), len)
    };
    NonNull::new(header).ok_or(ENOMEM)
}

/// A folder below `/proc/sys` that is written down in a static: C's tables, which no code has to fill.
///
/// [`sysctl_folder!`](crate::sysctl_folder) makes one, and has the example.
pub struct Folder {
    path: &'static CStr,
    entries: &'static [Entry],
    made: Claim<bindings::ctl_table_header>,
}

impl Folder {
    /// For the macro: a folder with those files. The last entry is [`Entry::END`].
    #[doc(hidden)]
    pub const fn new(path: &'static CStr, entries: &'static [Entry]) -> Self {
        assert!(
            matches!(entries, [_, .., end] if end.0.procname.is_null()),
            "a folder has files"
        );
        Self {
            path,
            entries,
            made: Claim::new(),
        }
    }

    /// Makes the folder and its files. Users may use them before this returns.
    ///
    /// # Errors
    ///
    /// `EBUSY` while the folder is there; `ENOMEM` if C could not make it: without memory, or because there
    /// is a file of one of the names. C then says more in the log.
    ///
    /// # Context
    ///
    /// May sleep, and so may dropping the result. A function of one of the values must not wait for that.
    #[inline(always)]
    pub fn register(&'static self) -> Result<Guard<Self>> {
        Guard::new(self)
    }
}

impl Fixed for Folder {
    #[inline(never)]
    fn add(&'static self) -> Result {
        // An entry is transparent.
        let table: *const [bindings::ctl_table] = from_ref(self.entries) as _;
        // SAFETY: The entries are those of a static, which nobody writes. They were looked at when this was
        // made.
        self.made.take(|| unsafe { register(self.path, &*table) })
    }

    #[inline(never)]
    fn remove(&'static self) {
        // SAFETY: C has given the header for this folder, and nobody else unregisters it. C waits for
        // functions that are running, and calls none afterwards.
        self.made
            .give_back(|header| unsafe { bindings::unregister_sysctl_table(header.as_ptr()) });
    }
}

/// A table that C knows, until this value is dropped.
///
/// # Invariants
///
/// C knows the table, by `header`.
struct Registration {
    header: NonNull<bindings::ctl_table_header>,
    _entries: KVec<bindings::ctl_table>,
    _files: KVec<Named<'static>>,
}

impl Registration {
    /// Has C make files.
    fn new(path: &CStr, files: KVec<Named<'static>>) -> Result<Self> {
        let mut entries = KVec::with_capacity(files.len().saturating_add(1), GFP_KERNEL)?;
        for (name, field) in files.iter() {
            entries.push(entry(name, field), GFP_KERNEL)?;
        }
        entries.push(Entry::END.0, GFP_KERNEL)?;
        // SAFETY: The entries are the files', and an empty one. Both are on the heap, where this value
        // keeps them until the table is unregistered. The names and values live forever.
        let header = unsafe { register(path, &entries) }?;
        // INVARIANT: C has just taken the table.
        Ok(Self {
            header,
            _entries: entries,
            _files: files,
        })
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        // SAFETY: By the type's invariant C has the header, which nobody else unregisters. C waits for
        // functions that are running, and calls none afterwards. The table is dropped after this.
        unsafe { bindings::unregister_sysctl_table(self.header.as_ptr()) };
    }
}

/// A value with files, which are removed before it is dropped.
#[pin_data]
pub(super) struct Registered<T> {
    // Dropped first.
    table: Registration,
    #[pin]
    data: T,
    /// C has the address of the data, which may be one that is `Unpin`.
    #[pin]
    _pin: PhantomPinned,
}

// SAFETY: A table may be unregistered by any task. Users' threads borrow the data, and any thread may
// drop it.
unsafe impl<T: Send + Sync> Send for Registered<T> {}

// SAFETY: A shared reference gives the data alone.
unsafe impl<T: Send + Sync> Sync for Registered<T> {}

impl<T: Send + Sync + 'static> Registered<T> {
    /// Makes the value, and files.
    pub(super) fn new<'a, E: 'a>(
        path: &'a CStr,
        data: impl PinInit<T, E> + 'a,
        files: impl for<'data> FnOnce(&'data T) -> Result<KVec<Named<'data>>> + 'a,
    ) -> impl PinInit<Self, Error> + 'a
    where
        Error: From<E>,
    {
        pin_init!(Self {
            data <- data,
            // SAFETY: The data is initialised and pinned. It is not there forever, but `files` makes files
            // for any `'data`, and keeps nothing else of it; what is in them is used until the table is
            // dropped, which the data outlives: it is a field behind that one.
            table: Registration::new(path, files(unsafe { &*from_ref(&*data) })?)?,
            _pin: PhantomPinned,
        }? Error)
    }
}

impl<T> Deref for Registered<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

/// The function of all files.
///
/// # Safety
///
/// `entry` has a field. `buffer` has `*lenp` bytes, which hold what was written, or may be written. Nobody
/// else uses the buffer, the length and the position.
unsafe extern "C" fn handle(
    entry: bindings::sysctl_handler_entry,
    write: c_int,
    buffer: *mut c_void,
    lenp: *mut usize,
    ppos: *mut bindings::loff_t,
) -> c_int {
    // SAFETY: The caller promises an entry of a field, which lives until the table is unregistered,
    // and that waits for this call. The buffer, the length and the position are this call's alone, and
    // there are so many bytes. C has set them all: to zero, or to what was written. C's position may be less
    // aligned than Rust's numbers are.
    let (field, buffer, len, mut pos) = unsafe {
        (
            &*(*entry).data.cast::<Field<'_>>(),
            core::slice::from_raw_parts_mut(buffer.cast::<u8>(), *lenp),
            &mut *lenp,
            ppos.read_unaligned(),
        )
    };
    let mut access = Access {
        buffer,
        len,
        pos: &mut pos,
    };
    let error = if write != 0 {
        access.store(field)
    } else {
        access.show(field)
    };
    // SAFETY: As above.
    unsafe { ppos.write_unaligned(pos) };
    error
}

/// Does what C does for a user of a file. Returns C's error, how many bytes were read or written, and where
/// the file is afterwards.
#[cfg(CONFIG_KUNIT = "y")]
pub(super) fn call(
    field: &Field<'_>,
    write: bool,
    buffer: &mut [u8],
    pos: i64,
) -> (c_int, usize, i64) {
    let (mut entry, mut len, mut pos) = (entry(c"file", field), buffer.len(), pos);
    let buffer = buffer.as_mut_ptr().cast();
    // SAFETY: The entry has a field, and the buffer has `len` bytes.
    let error = unsafe {
        handle(
            &raw mut entry,
            c_int::from(write),
            buffer,
            &mut len,
            &mut pos,
        )
    };
    (error, len, pos)
}
