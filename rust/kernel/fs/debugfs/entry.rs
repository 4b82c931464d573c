// SPDX-License-Identifier: GPL-2.0-only

//! Entries of the file system, and what C calls when a file is read or written.
//!
//! The tables of functions are part of the image, and so is all that C calls of a file whose value is
//! gone. So a file may be open when its module is unloaded. Beside a kernel without Rust both are part
//! of the module, which then cannot be unloaded while a file is open.
//!
//! # Safety
//!
//! An [`Entry`] owns what C made, an error pointer included, and the nodes of the files in it. The
//! nodes live until the entry was removed, and the entry of a [`Scope`] is removed before its value is
//! dropped, which does not move.
//!
//! The files of a [`Folder`] have nodes that live forever, with their values.
//!
//! A node is the private data of a file's inode. C calls the functions here, but for those that close a
//! file, between `debugfs_file_get()` and `debugfs_file_put()`: removing a file waits for them.

#![allow(unsafe_code)]

use super::{
    fixed::Folder,
    node::{NewNode, Node},
};
use crate::{
    alloc::{flags::GFP_KERNEL, KBox},
    error::{code::ENOMEM, from_result, Result},
    ffi::{c_char, c_int, c_void},
    fmt,
    fs::{file::Offset, fixed::Fixed, seq_file::SeqFile},
    module::{code_owner, users::CodeUse},
    str::CStr,
    sync::Arc,
    uaccess::{UserPtr, UserSlice, UserSliceReader},
};
use core::{
    cell::Cell,
    marker::{PhantomData, PhantomPinned},
    mem::transmute,
    ops::Deref,
    ptr::{from_ref, null_mut, NonNull},
};
use pin_init::{pin_data, pin_init, PinInit};

/// A value and a function for it, whose types are forgotten. `C` is what calls the function.
///
/// # Invariants
///
/// `value` and `by` point to a value and a function of the types that `call` is for. The value lives for
/// `'data`, the function forever; any thread may borrow them.
pub(super) struct Bound<'data, C> {
    value: *const c_void,
    by: *const c_void,
    call: C,
    _data: PhantomData<&'data ()>,
}

// SAFETY: By the type's invariant any thread may borrow what it points to.
unsafe impl<C: Send> Send for Bound<'_, C> {}

// SAFETY: As for `Send`.
unsafe impl<C: Sync> Sync for Bound<'_, C> {}

/// Calls a function that shows a value.
type Show = unsafe fn(*const c_void, *const c_void, &mut fmt::Formatter<'_>) -> fmt::Result;

/// Calls a function that changes a value by text.
type Store = unsafe fn(*const c_void, *const c_void, &mut UserSliceReader) -> Result;

impl<'data, C> Bound<'data, C> {
    /// `call` is for those types.
    const fn new<T: Sync, F: Sync>(value: &'data T, by: &'static F, call: C) -> Self {
        // INVARIANT: Both are borrowed that long, and are `Sync`. The callers pass what is for them.
        Self {
            value: from_ref(value).cast(),
            by: from_ref(by).cast(),
            call,
            _data: PhantomData,
        }
    }
}

/// A value, and a function that shows it.
pub(super) type Shower<'data> = Bound<'data, Show>;

impl<'data> Shower<'data> {
    pub(super) const fn to_show<T, F>(value: &'data T, by: &'static F) -> Self
    where
        T: Sync,
        F: Fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result + Sync,
    {
        let call: Show = |value, by, f| {
            // SAFETY: By the type's invariant they are of those types, and are there.
            let (value, by) = unsafe { (&*value.cast::<T>(), &*by.cast::<F>()) };
            by(value, f)
        };
        Self::new(value, by, call)
    }
}

impl fmt::Display for Shower<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SAFETY: The pointers are those that the function is for.
        unsafe { (self.call)(self.value, self.by, f) }
    }
}

/// A value, and a function that changes it.
pub(super) type Storer<'data> = Bound<'data, Store>;

impl<'data> Storer<'data> {
    pub(super) const fn to_store<T, F>(value: &'data T, by: &'static F) -> Self
    where
        T: Sync,
        F: Fn(&T, &mut UserSliceReader) -> Result + Sync,
    {
        let call: Store = |value, by, reader| {
            // SAFETY: By the type's invariant they are of those types, and are there.
            let (value, by) = unsafe { (&*value.cast::<T>(), &*by.cast::<F>()) };
            by(value, reader)
        };
        Self::new(value, by, call)
    }

    pub(super) fn store(&self, reader: &mut UserSliceReader) -> Result {
        // SAFETY: The pointers are those that the function is for.
        unsafe { (self.call)(self.value, self.by, reader) }
    }
}

/// A node, which is the private data of a file's inode.
struct Kept<'data> {
    node: Node<'data>,
    /// Another one that is to live as long; for the owner, while C's functions look at the node.
    next: Cell<Option<KBox<Kept<'static>>>>,
}

/// A folder or a file, removed when it is dropped, with all that is in it.
///
/// What could not be made is an error pointer of C's, which C's functions ignore: nobody depends on
/// this file system.
///
/// # Invariants
///
/// `dentry` is an error, or what this value owns. `nodes` has those of all files in it.
pub(super) struct Entry {
    dentry: *mut bindings::dentry,
    nodes: Option<KBox<Kept<'static>>>,
    /// A folder stays until all that was made in it is gone.
    _parent: Option<Arc<Entry>>,
}

// SAFETY: An entry may be removed by any task.
unsafe impl Send for Entry {}

// SAFETY: C has its own locks for entries.
unsafe impl Sync for Entry {}

/// Makes a folder.
fn make_folder(name: &CStr, parent: *mut bindings::dentry) -> *mut bindings::dentry {
    // SAFETY: The name is a C string, of which C makes a copy. The parent is null for the root, an
    // error, or alive, as the callers' entries are.
    unsafe { bindings::debugfs_create_dir(name.as_ptr().cast(), parent) }
}

/// Makes a file.
///
/// # Safety
///
/// The file must be removed before the node is gone, and the values that it is for.
unsafe fn make_file(
    name: &CStr,
    parent: *mut bindings::dentry,
    node: &Node<'_>,
) -> *mut bindings::dentry {
    let table = if node.is_text() { &TEXT.0 } else { &PLAIN.0 };
    let (mode, data) = (node.mode(), from_ref(node).cast_mut().cast());
    let name = name.as_ptr().cast();
    // SAFETY: The name is a C string, of which C makes a copy; for the parent see `make_folder()`. The
    // table lives forever, and the node as long as the file, which the caller sees to.
    unsafe { bindings::debugfs_create_plain_file(name, mode, parent, data, table) }
}

/// Makes a file; returns it, with what must live as long. `None` without memory.
///
/// # Safety
///
/// The file must be removed before the values are gone that the node is for.
unsafe fn keep_file(
    name: &CStr,
    parent: *mut bindings::dentry,
    node: Node<'_>,
) -> Option<(*mut bindings::dentry, KBox<Kept<'static>>)> {
    let next = Cell::new(None);
    let kept = KBox::new(Kept { node, next }, GFP_KERNEL).ok()?;
    // SAFETY: The caller sees to it that the file is removed before the result is dropped, and the values.
    // That those live forever is not so, and nobody relies on it: only functions of the file look at the
    // node.
    unsafe {
        let dentry = make_file(name, parent, &kept.node);
        let kept = transmute::<KBox<Kept<'_>>, KBox<Kept<'static>>>(kept);
        Some((dentry, kept))
    }
}

impl Entry {
    /// A folder, in the root or in another one.
    pub(super) fn folder(name: &CStr, parent: Option<Arc<Entry>>) -> Self {
        let dentry = make_folder(name, parent.as_ref().map_or(null_mut(), |p| p.dentry));
        // INVARIANT: C has just made it, or not; there are no files in it.
        Self {
            dentry,
            nodes: None,
            _parent: parent,
        }
    }

    /// None. What is made in it is not there either.
    pub(super) fn none() -> Self {
        // INVARIANT: An error owns nothing.
        Self {
            dentry: ENOMEM.to_ptr(),
            nodes: None,
            _parent: None,
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        // SAFETY: By the type's invariant it is ours, or nothing. C removes all that is in it, and
        // waits for functions of the files that are running. The nodes are dropped afterwards.
        unsafe { bindings::debugfs_remove(self.dentry) };
        // One after the other: a chain that drops itself may need much of the stack.
        while let Some(node) = self.nodes.take() {
            self.nodes = node.next.take();
        }
    }
}

impl Fixed for Folder {
    #[inline(never)]
    fn add(&'static self) -> Result {
        self.made.take(|| {
            let folder = make_folder(self.name, null_mut());
            for file in self.files {
                // SAFETY: The node lives forever, and so does what it is for.
                unsafe { make_file(file.name, folder, &file.node) };
            }
            NonNull::new(folder).ok_or(ENOMEM)
        })
    }

    #[inline(never)]
    fn remove(&'static self) {
        // SAFETY: It is what C made for this folder, or an error, and nobody else removes it. C removes all
        // that is in it, and waits for functions of the files that are running.
        self.made
            .give_back(|folder| unsafe { bindings::debugfs_remove(folder.as_ptr()) });
    }
}

/// A value, and files about it, which are there as long as the value is: forever, if its owner forgets it.
/// Hence it borrows nothing that lives shorter.
///
/// [`Dir::scope`](super::Dir::scope) and [`Scope::dir`] make one with a folder.
#[pin_data]
pub struct Scope<T> {
    // Dropped first.
    entry: Entry,
    #[pin]
    data: T,
    #[pin]
    _pin: PhantomPinned,
    /// The module's functions are called until the files are gone.
    _code: CodeUse,
}

impl<'a, T: 'static> Scope<T> {
    /// Makes the value, and then its entry.
    fn new<E: 'a>(
        data: impl PinInit<T, E> + 'a,
        entry: impl FnOnce(&T) -> Entry + 'a,
    ) -> impl PinInit<Self, E> + 'a {
        pin_init!(Self {
            data <- data,
            entry: entry(&data),
            _pin: PhantomPinned,
            _code: CodeUse::own(),
        }? E)
    }

    /// Makes a value with a file in a folder, if there is one. `node` says what can be done with it.
    pub(super) fn with_file<E: 'a>(
        data: impl PinInit<T, E> + 'a,
        folder: Option<&'a Arc<Entry>>,
        name: &'a CStr,
        node: impl for<'data> FnOnce(NewNode<'data, T>) -> NewNode<'data, T> + 'a,
    ) -> impl PinInit<Self, E> + 'a {
        let entry = move |data: &T| {
            let Some(folder) = folder else {
                return Entry::none();
            };
            let node = node(NewNode::new(data)).into_node();
            // SAFETY: The entry will be that of the scope, and is dropped before the value, which is
            // what the node is for: it is for what lives during any `'data` that the value does.
            let made = unsafe { keep_file(name, folder.dentry, node) };
            let (dentry, nodes) = made.map_or((ENOMEM.to_ptr(), None), |(d, n)| (d, Some(n)));
            // INVARIANT: C has just made it, or not; its node is there.
            Entry {
                dentry,
                nodes,
                _parent: Some(folder.clone()),
            }
        };
        Self::new(data, entry)
    }

    /// Makes a value with a folder. `init` makes the files.
    pub(super) fn in_folder<E: 'a, F>(
        data: impl PinInit<T, E> + 'a,
        folder: impl FnOnce() -> Entry + 'a,
        init: F,
    ) -> impl PinInit<Self, E> + 'a
    where
        F: for<'data, 'dir> FnOnce(&'data T, &'dir ScopedDir<'data, 'dir>) + 'a,
    {
        let entry = move |data: &T| {
            let mut entry = folder();
            let nodes = Cell::new(None);
            init(
                data,
                &ScopedDir {
                    dentry: entry.dentry,
                    nodes: &nodes,
                    _data: PhantomData,
                },
            );
            entry.nodes = nodes.into_inner();
            entry
        };
        Self::new(data, entry)
    }
}

impl<T> Deref for Scope<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

/// A folder that lives as long as the [`Scope`] it is in, for values that do so as well.
pub struct ScopedDir<'data, 'dir> {
    dentry: *mut bindings::dentry,
    /// Those of the files in the scope.
    nodes: &'dir Cell<Option<KBox<Kept<'static>>>>,
    _data: PhantomData<fn(&'data ()) -> &'dir ()>,
}

impl<'data, 'dir> ScopedDir<'data, 'dir> {
    /// Makes a folder in this one.
    pub fn dir<'dir2>(&'dir2 self, name: &CStr) -> ScopedDir<'data, 'dir2> {
        ScopedDir {
            dentry: make_folder(name, self.dentry),
            nodes: self.nodes,
            _data: PhantomData,
        }
    }

    /// Makes a file in this one.
    pub(super) fn file<T>(&self, name: &CStr, node: NewNode<'data, T>) {
        // SAFETY: The node is for what lives during `'data`, which may be as short as the life of the
        // scope's value: so it is the value, a part of it, or what lives forever. The files of the
        // scope are removed first.
        if let Some((_, node)) = unsafe { keep_file(name, self.dentry, node.into_node()) } {
            node.next.set(self.nodes.take());
            self.nodes.set(Some(node));
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
unsafe fn node_of<'a>(file: *mut bindings::file) -> &'a Node<'a> {
    // SAFETY: An open file has an inode, whose private data is a node, which is there until the file is
    // removed.
    unsafe { &*(*bindings::file_inode(file)).i_private.cast() }
}

unsafe extern "C" fn open_text(inode: *mut bindings::inode, file: *mut bindings::file) -> c_int {
    // SAFETY: Both are those of C. The private data is handed to `show()`.
    unsafe { bindings::single_open(file, Some(show), (*inode).i_private) }
}

unsafe extern "C" fn show(seq: *mut bindings::seq_file, _: *mut c_void) -> c_int {
    // SAFETY: C calls this while the file is read, with the private data that `open_text()` gave
    // it, and lends the object for the call.
    let (node, m) = unsafe {
        let node = (*seq).private.cast::<Node<'_>>();
        (&*node, SeqFile::from_raw(seq))
    };
    node.show(m);
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
    let to = UserSlice::new(UserPtr::from_ptr(buf.cast()), count);
    from_result(|| Ok(isize::try_from(node.read(to.writer(), offset)?)?))
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
    let from = UserSlice::new(UserPtr::from_ptr(buf.cast_mut().cast()), count);
    from_result(|| Ok(isize::try_from(node.write(from.reader(), offset)?)?))
}
