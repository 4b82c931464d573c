// SPDX-License-Identifier: GPL-2.0-only

//! Values that users read and write below `/proc/sys`.
//!
//! A [`Registration`] owns a value, and a folder with a file for each of its parts that users may see:
//! integers, booleans and texts of [`fs::value`](super::value), or types of the driver's own. Rust code
//! goes on to use the value meanwhile.
//!
//! A value is written by one `write()` at the start of its file; anything else is `EINVAL`. Reading goes
//! on where the last `read()` ended, as in C.
//!
//! C header: [`include/linux/sysctl.h`](srctree/include/linux/sysctl.h)
//!
//! # Safety
//!
//! A [`Registration`] owns a table that C knows until it is dropped. An entry of the table has the
//! functions for the value that it points to, which lives as long as the table.

#![allow(unsafe_code)]

mod handler;
#[cfg(CONFIG_KUNIT = "y")]
mod tests;

use super::value::{check_name, Show, Store};
use crate::{
    alloc::{flags::GFP_KERNEL, KVec},
    error::{
        code::{EINVAL, ENOMEM},
        Error, Result,
    },
    ffi::c_void,
    module::users::CodeUse,
    str::CStr,
};
use core::{
    marker::{PhantomData, PhantomPinned},
    ops::Deref,
    pin::Pin,
    ptr::{from_ref, NonNull},
};
use pin_init::{pin_data, pin_init, pinned_drop, PinInit};

/// A value with files in a folder below `/proc/sys`, until it is dropped.
///
/// Dropping it removes the files, and waits for users who read or write one at that moment. A file that
/// is still open then can no longer be used: the error is `ENOENT`. So the module may go while files are
/// open.
///
/// # Invariants
///
/// C knows `table`, by `header`. What its entries point to lives until the table is unregistered.
///
/// # Examples
///
/// ```
/// use kernel::{
///     fs::value::{Ranged, Text},
///     prelude::*,
///     sync::atomic::{Atomic, Relaxed},
///     sysctl,
/// };
///
/// #[pin_data]
/// struct Settings {
///     level: Ranged<i32>,
///     polls: Atomic<u64>,
///     #[pin]
///     name: Text<16>,
/// }
///
/// let settings = try_pin_init!(Settings {
///     level: Ranged::new(3, 0..=7)?,
///     polls: Atomic::new(0),
///     name <- Text::new("eth0"),
/// });
/// // Now there will be /proc/sys/kernel/doc-sysctl/level, and so on.
/// let registration = KBox::pin_init(
///     sysctl::Registration::new(c"kernel/doc-sysctl", settings, |settings, files| {
///         files.read_write(c"level", &settings.level)?;
///         files.read_write(c"name", &settings.name)?;
///         files.read_only(c"polls", &settings.polls)
///     }),
///     GFP_KERNEL,
/// )?;
/// registration.polls.add(1u64, Relaxed);
/// assert_eq!(registration.level.get(), 3);
/// assert_eq!(&*registration.name.lock(), "eth0");
/// # Ok::<(), Error>(())
/// ```
#[pin_data(PinnedDrop)]
pub struct Registration<T> {
    #[pin]
    data: T,
    table: KVec<bindings::ctl_table>,
    header: NonNull<bindings::ctl_table_header>,
    /// The module's functions are called until then.
    _code: CodeUse,
    /// C has the address of the data, which may be one that is `Unpin`.
    #[pin]
    _pin: PhantomPinned,
}

// SAFETY: A table may be unregistered by any task. Users' threads borrow the data, and any thread may
// drop it.
unsafe impl<T: Send + Sync> Send for Registration<T> {}

// SAFETY: A shared reference gives the data alone.
unsafe impl<T: Send + Sync> Sync for Registration<T> {}

impl<T: Send + Sync + 'static> Registration<T> {
    /// Makes the value, and a folder. `files` says which parts of the value get a file.
    ///
    /// `path` is that of the folder, below `/proc/sys`: `dev/eth`. What is missing of it is made. Several
    /// registrations may have files in one folder. Users may use the files before this returns.
    ///
    /// # Errors
    ///
    /// Those of `data` and of `files`; `EINVAL` without any file; `ENOMEM` if C could not make them:
    /// without memory, or because there is a file of one of the names. C then says more in the log.
    ///
    /// # Context
    ///
    /// May sleep, and so may dropping the result. A function of one of the values must not wait for
    /// that.
    pub fn new<'a, E: 'a>(
        path: &'a CStr,
        data: impl PinInit<T, E> + 'a,
        files: impl for<'data> FnOnce(&'data T, &mut Files<'data>) -> Result + 'a,
    ) -> impl PinInit<Self, Error> + 'a
    where
        T: 'a,
        Error: From<E>,
    {
        // INVARIANT: C has just taken the table. Its values are the data, parts of it, or what lives
        // forever: see `Files`. The data is pinned, and dropped after the table is unregistered. If
        // this fails C does not know the table.
        pin_init!(Self {
            data <- data,
            table: table_of(&*data, files)?,
            header: register(path, table)?,
            _code: CodeUse::own(),
            _pin: PhantomPinned,
        }? Error)
    }
}

impl<T> Deref for Registration<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

#[pinned_drop]
impl<T> PinnedDrop for Registration<T> {
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: By the type's invariant C has the header, which nobody else unregisters. C waits for
        // functions that are running, and calls none afterwards. The fields are dropped after this.
        unsafe { bindings::unregister_sysctl_table(self.header.as_ptr()) };
    }
}

/// The table of the files for that value. What is behind the last entry ends it, where C looks for that.
fn table_of<T>(
    data: &T,
    files: impl for<'data> FnOnce(&'data T, &mut Files<'data>) -> Result,
) -> Result<KVec<bindings::ctl_table>> {
    let mut made = Files {
        table: KVec::new(),
        _data: PhantomData,
    };
    files(data, &mut made)?;
    if made.table.is_empty() {
        return Err(EINVAL);
    }
    made.table.push(empty(), GFP_KERNEL)?;
    Ok(made.table)
}

/// Has C make the files of a table.
fn register(
    path: &CStr,
    table: &KVec<bindings::ctl_table>,
) -> Result<NonNull<bindings::ctl_table_header>> {
    let len = table.len().checked_sub(1).ok_or(EINVAL)?;
    // C writes to no table.
    let entries = table.as_ptr().cast_mut();
    // SAFETY: The path is a C string, of which C makes copies. The table has that many entries, each with
    // a name and a function, and an empty one behind them. It is on the heap and stays there until it is
    // unregistered: `Registration` owns it, and unregisters it before it is dropped.
    let header = unsafe { bindings::register_sysctl_sz(path.as_ptr().cast(), entries, len) };
    NonNull::new(header).ok_or(ENOMEM)
}

/// An entry that ends a table.
fn empty() -> bindings::ctl_table {
    pin_init::zeroed()
}

/// The files of a [`Registration`], while it is being made.
///
/// # Invariants
///
/// The entries of `table` have a name and a value that live for `'data`, and the functions for that
/// value.
///
/// `'data` is any that the value of the registration lives for, however long that may be; so what is
/// borrowed for `'data` is in that value, or lives forever.
pub struct Files<'data> {
    table: KVec<bindings::ctl_table>,
    _data: PhantomData<fn(&'data ()) -> &'data ()>,
}

impl<'data> Files<'data> {
    /// Adds an entry. `handler` is for the type that `data` points to.
    fn add(
        &mut self,
        name: &'data CStr,
        mode: bindings::umode_t,
        data: *const c_void,
        handler: bindings::proc_handler,
    ) -> Result {
        let taken = self.table.iter().map(|entry| {
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
        Ok(self.table.push(entry, GFP_KERNEL)?)
    }

    /// Makes a file that everybody may read.
    ///
    /// # Errors
    ///
    /// `EINVAL` for a name that is empty or has a `/` in it, `EEXIST` for one that another file has
    /// here, `ENOMEM` without memory.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn read_only<V>(&mut self, name: &'data CStr, value: &'data V) -> Result
    where
        V: Show + Sync + 'static,
    {
        self.add(
            name,
            0o444,
            from_ref(value).cast(),
            Some(handler::read_only::<V>),
        )
    }

    /// Makes a file that everybody may read, and root may write.
    ///
    /// # Errors
    ///
    /// As for [`read_only`](Self::read_only).
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn read_write<V>(&mut self, name: &'data CStr, value: &'data V) -> Result
    where
        V: Show + Store + Sync + 'static,
    {
        self.add(
            name,
            0o644,
            from_ref(value).cast(),
            Some(handler::read_write::<V>),
        )
    }
}
