// SPDX-License-Identifier: GPL-2.0-only

//! What C calls when a file is read or written.
//!
//! The tables of functions are part of the image, and so is all that C calls of a file whose value is
//! gone. So a file may be open when its module is unloaded. Beside a kernel without Rust both are part
//! of the module, which then cannot be unloaded while a file is open.
//!
//! # Safety
//!
//! A [`Node`] is the private data of a file's inode. Its value and functions are there until the file
//! is removed. C calls the functions here, but for those that close a file, between
//! `debugfs_file_get()` and `debugfs_file_put()`: removing a file waits for them.

#![allow(unsafe_code)]

use super::traits::{BinaryReader, BinaryWriter, Reader, Writer};
use crate::{
    alloc::KBox,
    error::{code::EINVAL, from_result, Result},
    ffi::{c_char, c_int, c_void},
    fmt,
    fs::{file::Offset, seq_file::SeqFile},
    module::code_owner,
    uaccess::{UserPtr, UserSlice, UserSliceReader, UserSliceWriter},
};
use core::marker::PhantomData;

type Show = unsafe fn(&Node, &mut fmt::Formatter<'_>) -> fmt::Result;
type Store = unsafe fn(&Node, &mut UserSliceReader) -> Result;
type Read = unsafe fn(&Node, &mut UserSliceWriter, &mut Offset) -> Result<usize>;
type Write = unsafe fn(&Node, &mut UserSliceReader, &mut Offset) -> Result<usize>;

/// What can be done with a file, and with which value.
///
/// # Invariants
///
/// `data` points to a value of the type that the functions are for, and `show_by` and `store_by` to
/// functions of the caller's if `show` or `store` call them, as long as the node's file is there.
pub(super) struct Node {
    data: *const c_void,
    show_by: *const c_void,
    store_by: *const c_void,
    show: Option<Show>,
    store: Option<Store>,
    read: Option<Read>,
    write: Option<Write>,
    /// Another one that is to live as long.
    pub(super) next: Option<KBox<Node>>,
}

// SAFETY: The pointers are dereferenced by C's callers alone; their targets are `Sync`, as the users of
// this file demand.
unsafe impl Send for Node {}

// SAFETY: As for `Send`.
unsafe impl Sync for Node {}

/// A node that is being made, for a `T` that lives for `'data`.
pub(super) struct NewNode<'data, T> {
    node: Node,
    _data: PhantomData<&'data T>,
}

impl<'data, T> NewNode<'data, T> {
    /// One of which nothing can be done.
    pub(super) fn new(data: &'data T) -> Self {
        let node = Node {
            data: core::ptr::from_ref(data).cast(),
            show_by: core::ptr::null(),
            store_by: core::ptr::null(),
            show: None,
            store: None,
            read: None,
            write: None,
            next: None,
        };
        NewNode {
            node,
            _data: PhantomData,
        }
    }

    /// The node, whose file is to be removed before `'data` ends.
    pub(super) fn into_node(self) -> Node {
        self.node
    }

    /// Shows the value as text.
    pub(super) fn text(mut self) -> Self
    where
        T: Writer,
    {
        // SAFETY: As all functions below that are made of closures: C's callers have a node whose
        // value is a `T`, and is there.
        let show: Show = |node, f| unsafe { &*node.data.cast::<T>() }.write(f);
        self.node.show = Some(show);
        self
    }

    /// Shows the value by a function.
    pub(super) fn text_by<F>(mut self, by: &'static F) -> Self
    where
        F: Fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result + Sync,
    {
        let show: Show = |node, f| {
            // SAFETY: See `text()`; the function is an `F`, and lives forever.
            let (data, by) = unsafe { (&*node.data.cast::<T>(), &*node.show_by.cast::<F>()) };
            by(data, f)
        };
        self.node.show = Some(show);
        self.node.show_by = core::ptr::from_ref(by).cast();
        self
    }

    /// Changes the value by text.
    pub(super) fn store(mut self) -> Self
    where
        T: Reader,
    {
        // SAFETY: See `text()`.
        let store: Store =
            |node, reader| unsafe { &*node.data.cast::<T>() }.read_from_slice(reader);
        self.node.store = Some(store);
        self
    }

    /// Changes the value by a function.
    pub(super) fn store_by<W>(mut self, by: &'static W) -> Self
    where
        W: Fn(&T, &mut UserSliceReader) -> Result + Sync,
    {
        let store: Store = |node, reader| {
            // SAFETY: See `text()`; the function is a `W`, and lives forever.
            let (data, by) = unsafe { (&*node.data.cast::<T>(), &*node.store_by.cast::<W>()) };
            by(data, reader)
        };
        self.node.store = Some(store);
        self.node.store_by = core::ptr::from_ref(by).cast();
        self
    }

    /// Shows the value as bytes.
    pub(super) fn bytes(mut self) -> Self
    where
        T: BinaryWriter,
    {
        let read: Read = |node, writer, offset| {
            // SAFETY: See `text()`.
            unsafe { &*node.data.cast::<T>() }.write_to_slice(writer, offset)
        };
        self.node.read = Some(read);
        self
    }

    /// Changes the value by bytes.
    pub(super) fn store_bytes(mut self) -> Self
    where
        T: BinaryReader,
    {
        let write: Write = |node, reader, offset| {
            // SAFETY: See `text()`.
            unsafe { &*node.data.cast::<T>() }.read_from_slice(reader, offset)
        };
        self.node.write = Some(write);
        self
    }
}

impl Node {
    /// The permissions and the functions of the file, for C.
    pub(super) fn file(&self) -> (bindings::umode_t, &'static bindings::file_operations) {
        let readable = self.show.is_some() || self.read.is_some();
        let writable = self.store.is_some() || self.write.is_some();
        let mode = match (readable, writable) {
            (true, true) => 0o644,
            (true, false) => 0o444,
            (false, true) => 0o200,
            (false, false) => 0,
        };
        if self.show.is_some() {
            (mode, &TEXT.0)
        } else {
            (mode, &PLAIN.0)
        }
    }
}

/// A table that C may use from every thread.
struct Table(bindings::file_operations);

// SAFETY: A table is never written.
unsafe impl Sync for Table {}

/// The functions of a file that is shown as text.
static TEXT: Table = Table({
    let mut table = empty();
    table.open = Some(open_text);
    table.read = Some(bindings::seq_read);
    table.llseek = Some(bindings::address::seq_lseek);
    table.release = Some(bindings::single_release);
    table.write = Some(write);
    table
});

/// The functions of all other files.
static PLAIN: Table = Table({
    let mut table = empty();
    table.open = Some(bindings::simple_open);
    table.read = Some(read);
    table.llseek = Some(bindings::address::default_llseek);
    table.write = Some(write);
    table
});

const fn empty() -> bindings::file_operations {
    let mut table: bindings::file_operations = pin_init::zeroed();
    table.owner = code_owner();
    table
}

/// The node of an open file.
///
/// # Safety
///
/// C calls a function of the file that removing it waits for.
unsafe fn node_of<'a>(file: *mut bindings::file) -> &'a Node {
    // SAFETY: An open file has an inode, whose private data is a node, which is there until the file is
    // removed.
    unsafe { &*(*bindings::file_inode(file)).i_private.cast::<Node>() }
}

/// The value, as `show()` formats it.
struct Shown<'a>(&'a Node, Show);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SAFETY: The node is borrowed while C's call goes on.
        unsafe { (self.1)(self.0, f) }
    }
}

unsafe extern "C" fn open_text(inode: *mut bindings::inode, file: *mut bindings::file) -> c_int {
    // SAFETY: Both are those of C. The private data is handed to `show()`.
    unsafe { bindings::single_open(file, Some(show), (*inode).i_private) }
}

unsafe extern "C" fn show(seq: *mut bindings::seq_file, _: *mut c_void) -> c_int {
    // SAFETY: C calls this while the file is read, with the private data that `open_text()` gave
    // it, and lends the object for the call.
    let (node, m) = unsafe { (&*(*seq).private.cast::<Node>(), SeqFile::from_raw(seq)) };
    if let Some(show) = node.show {
        m.call_printf(crate::prelude::fmt!("{}", Shown(node, show)));
    }
    0
}

unsafe extern "C" fn read(
    file: *mut bindings::file,
    buf: *mut c_char,
    count: usize,
    ppos: *mut Offset,
) -> isize {
    // SAFETY: C calls this between `debugfs_file_get()` and `debugfs_file_put()`, and lends the
    // position for the call.
    let (node, offset) = unsafe { (node_of(file), &mut *ppos) };
    from_result(|| {
        let mut writer = UserSlice::new(UserPtr::from_ptr(buf.cast()), count).writer();
        let read = node.read.ok_or(EINVAL)?;
        // SAFETY: The node is borrowed while C's call goes on.
        Ok(isize::try_from(unsafe {
            read(node, &mut writer, offset)
        }?)?)
    })
}

unsafe extern "C" fn write(
    file: *mut bindings::file,
    buf: *const c_char,
    count: usize,
    ppos: *mut Offset,
) -> isize {
    // SAFETY: C calls this between `debugfs_file_get()` and `debugfs_file_put()`, and lends the
    // position for the call.
    let (node, offset) = unsafe { (node_of(file), &mut *ppos) };
    from_result(|| {
        let ptr = UserPtr::from_ptr(buf.cast_mut().cast());
        let mut reader = UserSlice::new(ptr, count).reader();
        // SAFETY: The node is borrowed while C's call goes on.
        let written = unsafe {
            match (node.write, node.store) {
                (Some(write), _) => write(node, &mut reader, offset)?,
                (None, Some(store)) => store(node, &mut reader).map(|()| count)?,
                (None, None) => return Err(EINVAL),
            }
        };
        Ok(isize::try_from(written)?)
    })
}
