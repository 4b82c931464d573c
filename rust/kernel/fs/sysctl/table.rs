// SPDX-License-Identifier: GPL-2.0-only

//! Tables of files, as C has them.
//!
//! # Safety
//!
//! An entry of a [`Table`] has the function for the value that it points to. C calls it between the
//! registration of the table and the end of `unregister_sysctl_table()`, with a buffer of the kernel's. A
//! [`Registered`] sees to it that the values live as long.

#![allow(unsafe_code)]

use super::{
    super::value::{check_name, store_line, Line, Show, Store},
    access::Access,
};
use crate::{
    alloc::{flags::GFP_KERNEL, KVec},
    error::{
        code::{EACCES, EINVAL, ENOMEM},
        Error, Result,
    },
    ffi::{c_int, c_void},
    str::CStr,
};
use core::{
    marker::{PhantomData, PhantomPinned},
    ops::Deref,
    ptr::{from_ref, NonNull},
};
use pin_init::{pin_data, pin_init, PinInit};

/// Files for values that live for `'data`.
///
/// # Invariants
///
/// The entries have a name and a value that live for `'data`, and the function for that value.
pub(super) struct Table<'data> {
    entries: KVec<bindings::ctl_table>,
    // For one lifetime alone: what is added lives as long as what is in it.
    _data: PhantomData<fn(&'data ()) -> &'data ()>,
}

impl<'data> Table<'data> {
    /// A table without files.
    pub(super) fn new() -> Self {
        Self {
            entries: KVec::new(),
            _data: PhantomData,
        }
    }

    /// Adds an entry. `handler` is for the type that `data` points to.
    fn add(
        &mut self,
        name: &'data CStr,
        mode: bindings::umode_t,
        data: *const c_void,
        handler: bindings::proc_handler,
    ) -> Result {
        let taken = self.entries.iter().map(|entry| {
            // SAFETY: By the type's invariant the entries' names are C strings, and live.
            unsafe { CStr::from_ptr(entry.procname.cast()) }
        });
        check_name(name, taken)?;
        let mut entry = empty();
        entry.procname = name.as_ptr().cast();
        entry.mode = mode;
        entry.data = data.cast_mut();
        entry.proc_handler = handler;
        // INVARIANT: The callers pass what lives that long, and a function for it.
        Ok(self.entries.push(entry, GFP_KERNEL)?)
    }

    /// Adds a file that everybody may read.
    pub(super) fn read_only<V>(&mut self, name: &'data CStr, value: &'data V) -> Result
    where
        V: Show + Sync + 'static,
    {
        self.add(name, 0o444, from_ref(value).cast(), Some(read_only::<V>))
    }

    /// Adds a file that everybody may read, and root may write.
    pub(super) fn read_write<V>(&mut self, name: &'data CStr, value: &'data V) -> Result
    where
        V: Show + Store + Sync + 'static,
    {
        self.add(name, 0o644, from_ref(value).cast(), Some(read_write::<V>))
    }

    /// Does what C does for a user of the first file. Returns C's error, how many bytes were read or
    /// written, and where the file is afterwards.
    #[cfg(CONFIG_KUNIT = "y")]
    pub(super) fn call(&mut self, write: bool, buffer: &mut [u8], pos: i64) -> (c_int, usize, i64) {
        let (mut len, mut pos) = (buffer.len(), pos);
        let entry = self.entries.first_mut();
        let Some((entry, handler)) = entry.and_then(|e| e.proc_handler.map(|f| (e, f))) else {
            return (EINVAL.to_errno(), 0, pos);
        };
        let buffer = buffer.as_mut_ptr().cast();
        // SAFETY: By the type's invariant the value is there, and the function is for it. The buffer has
        // `len` bytes.
        let error = unsafe { handler(entry, c_int::from(write), buffer, &mut len, &mut pos) };
        (error, len, pos)
    }
}

/// An entry that ends a table.
fn empty() -> bindings::ctl_table {
    pin_init::zeroed()
}

/// A table that C knows, until this value is dropped.
///
/// # Invariants
///
/// C knows the table, by `header`.
struct Folder {
    header: NonNull<bindings::ctl_table_header>,
    _table: Table<'static>,
}

impl Folder {
    /// Has C make the files of a table.
    fn new(path: &CStr, mut table: Table<'static>) -> Result<Self> {
        let len = table.entries.len();
        if len == 0 {
            return Err(EINVAL);
        }
        // What is behind the last entry ends the table, where C looks for that.
        table.entries.push(empty(), GFP_KERNEL)?;
        // C writes to no table.
        let entries = table.entries.as_ptr().cast_mut();
        // SAFETY: The path is a C string, of which C makes copies. The table has that many entries, each
        // with a name and a function, and an empty one behind them. It is on the heap, where this value
        // keeps it until it is unregistered. Its values live forever.
        let header = unsafe { bindings::register_sysctl_sz(path.as_ptr().cast(), entries, len) };
        // INVARIANT: C has just taken the table.
        Ok(Self {
            header: NonNull::new(header).ok_or(ENOMEM)?,
            _table: table,
        })
    }
}

impl Drop for Folder {
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
    folder: Folder,
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
    /// Makes the value, and the files of its table.
    pub(super) fn new<'a, E: 'a>(
        path: &'a CStr,
        data: impl PinInit<T, E> + 'a,
        table: impl for<'data> FnOnce(&'data T) -> Result<Table<'data>> + 'a,
    ) -> impl PinInit<Self, Error> + 'a
    where
        Error: From<E>,
    {
        pin_init!(Self {
            data <- data,
            // SAFETY: The data is initialised and pinned. It is not there forever, but `table` makes a
            // table for any `'data`, and keeps nothing else of it; what is in the table is used until
            // the folder is dropped, which the data outlives: it is a field behind that one.
            folder: Folder::new(path, table(unsafe { &*from_ref(&*data) })?)?,
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

/// The function of a file that cannot be written.
///
/// # Safety
///
/// As for [`read_write`].
unsafe extern "C" fn read_only<V: Show + Sync + 'static>(
    entry: bindings::sysctl_handler_entry,
    write: c_int,
    buffer: *mut c_void,
    lenp: *mut usize,
    ppos: *mut bindings::loff_t,
) -> c_int {
    // SAFETY: The caller's promises.
    let (value, mut access) = unsafe { arguments::<V>(entry, buffer, lenp, ppos) };
    if write != 0 {
        return EACCES.to_errno();
    }
    access.show(crate::prelude::fmt!("{}", Line(value)))
}

/// The function of a file that can be written.
///
/// # Safety
///
/// `entry` has a value of type `V`. `buffer` has `*lenp` bytes, which hold what was written, or may be
/// written. Nobody else uses the buffer, the length and the position.
unsafe extern "C" fn read_write<V: Show + Store + Sync + 'static>(
    entry: bindings::sysctl_handler_entry,
    write: c_int,
    buffer: *mut c_void,
    lenp: *mut usize,
    ppos: *mut bindings::loff_t,
) -> c_int {
    // SAFETY: The caller's promises.
    let (value, mut access) = unsafe { arguments::<V>(entry, buffer, lenp, ppos) };
    if write != 0 {
        return access.store(&|text| store_line(value, text));
    }
    access.show(crate::prelude::fmt!("{}", Line(value)))
}

/// What the arguments of C's function stand for.
///
/// # Safety
///
/// As for [`read_write`].
#[inline]
unsafe fn arguments<'a, V>(
    entry: bindings::sysctl_handler_entry,
    buffer: *mut c_void,
    lenp: *mut usize,
    ppos: *mut bindings::loff_t,
) -> (&'a V, Access<'a>) {
    // SAFETY: The caller promises an entry of such a value, which lives until the table is unregistered,
    // and that waits for this call. The buffer, the length and the position are this call's alone, and
    // there are so many bytes. C has set them all: to zero, or to what was written.
    unsafe {
        let access = Access {
            buffer: core::slice::from_raw_parts_mut(buffer.cast::<u8>(), *lenp),
            len: &mut *lenp,
            pos: &mut *ppos,
        };
        (&*(*entry).data.cast::<V>(), access)
    }
}
