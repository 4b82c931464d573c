// SPDX-License-Identifier: GPL-2.0-only

//! Files, as C has them, and what it calls when one is read or written.
//!
//! # Safety
//!
//! An [`Attribute`] has the functions that its field is for. C calls them between the creation of the file
//! and its removal, which waits for them. Who makes a file sees to it that the attribute lives as long.

#![allow(unsafe_code)]

use super::super::value::Field;
use crate::{
    alloc::page::PAGE_SIZE,
    ffi::c_char,
    static_assert,
    str::{as_char_ptr_in_const_context, CStr},
    sync::LockClassKey,
    types::Opaque,
};
use core::{mem::offset_of, ptr::from_ref};

/// The type of [`show`].
type ShowFn = unsafe extern "C" fn(
    *mut bindings::kobject,
    *mut bindings::kobj_attribute,
    *mut c_char,
) -> isize;

/// The type of [`store`].
type StoreFn = unsafe extern "C" fn(
    *mut bindings::kobject,
    *mut bindings::kobj_attribute,
    *const c_char,
    usize,
) -> isize;

/// How many pointers there are in C's `struct kobj_attribute` for the function that shows, and for the one that
/// stores, beside the one that is used. They are for functions of another type, which may share its place: a
/// union, or with CFI a structure.
const OTHERS: usize = (size_of::<bindings::kobj_attribute>() - size_of::<bindings::attribute>())
    / (2 * size_of::<usize>())
    - 1;

/// C's `struct kobj_attribute`.
#[repr(C)]
struct Raw {
    attr: bindings::attribute,
    show: Option<ShowFn>,
    other_show: [usize; OTHERS],
    store: Option<StoreFn>,
    other_store: [usize; OTHERS],
}

static_assert!(size_of::<Raw>() == size_of::<bindings::kobj_attribute>());
static_assert!(offset_of!(Raw, show) == bindings::KOBJ_ATTRIBUTE_SHOW as usize);
static_assert!(offset_of!(Raw, store) == bindings::KOBJ_ATTRIBUTE_STORE as usize);

/// A file for a value that lives for `'data`. [`sysfs_folder!`](crate::sysfs_folder) makes those of a static.
///
/// # Invariants
///
/// `raw` has the name, and the functions for the field.
// C's functions get the address of the first field.
#[doc(hidden)]
#[repr(C)]
pub struct Attribute<'data> {
    raw: Opaque<Raw>,
    name: &'data CStr,
    field: Field<'data>,
}

// SAFETY: What is behind the references may be used by any thread, and so may an attribute.
unsafe impl Send for Attribute<'_> {}

// SAFETY: Nothing here writes to a shared attribute. C writes to the class of its lock, if it has one, and
// has a lock for that.
unsafe impl Sync for Attribute<'_> {}

impl Attribute<'static> {
    /// A file for a value of a static.
    pub const fn constant(name: &'static CStr, field: Field<'static>) -> Self {
        assert!(!name.is_empty(), "a file has a name");
        Self::new(name, field)
    }
}

impl<'data> Attribute<'data> {
    /// A file. If it is in a static it counts as a lock of its own.
    pub(super) const fn new(name: &'data CStr, field: Field<'data>) -> Self {
        let mut attr: bindings::attribute = pin_init::zeroed();
        attr.name = as_char_ptr_in_const_context(name).cast();
        attr.mode = field.mode();
        // INVARIANT: The functions are for a field.
        Self {
            raw: Opaque::new(Raw {
                attr,
                show: if field.is_shown() { Some(show) } else { None },
                other_show: [0; OTHERS],
                store: if field.is_stored() { Some(store) } else { None },
                other_store: [0; OTHERS],
            }),
            name,
            field,
        }
    }

    /// The same file, which counts as a lock of that class.
    pub(super) fn in_class(self, key: &'data LockClassKey) -> Self {
        // SAFETY: C does not know the attribute yet, and nobody else does.
        unsafe { bindings::attribute_set_key(self.as_ptr(), key.as_ptr()) };
        self
    }

    /// The name of the file.
    pub(super) fn name(&self) -> &'data CStr {
        self.name
    }

    /// The attribute, for C: the first field of the first field.
    pub(super) fn as_ptr(&self) -> *mut bindings::attribute {
        from_ref(self).cast_mut().cast()
    }
}

/// How much of the page that C gives may be written: it complains about one that is full.
const ROOM: usize = PAGE_SIZE - 1;

/// Shows the value of an attribute.
///
/// # Safety
///
/// `attribute` is the first field of an [`Attribute`]. `page` has a page of bytes, which nobody else uses.
unsafe extern "C" fn show(
    _: *mut bindings::kobject,
    attribute: *mut bindings::kobj_attribute,
    page: *mut c_char,
) -> isize {
    // SAFETY: The caller's promises. The attribute lives until the file is removed, and C has set the bytes
    // to zero.
    let (field, page) = unsafe {
        (
            &(*attribute.cast::<Attribute<'_>>()).field,
            core::slice::from_raw_parts_mut(page.cast::<u8>(), ROOM),
        )
    };
    field.print(page)
}

/// Changes the value of an attribute.
///
/// # Safety
///
/// `attribute` is the first field of an [`Attribute`]. `text` has `len` bytes, which nobody writes.
unsafe extern "C" fn store(
    _: *mut bindings::kobject,
    attribute: *mut bindings::kobj_attribute,
    text: *const c_char,
    len: usize,
) -> isize {
    // SAFETY: The caller's promises. The attribute lives until the file is removed.
    let (field, text) = unsafe {
        (
            &(*attribute.cast::<Attribute<'_>>()).field,
            core::slice::from_raw_parts(text.cast::<u8>(), len),
        )
    };
    field.take(text)
}

/// Does what C does for a user who reads a file.
#[cfg(CONFIG_KUNIT = "y")]
pub(super) fn read(field: Field<'_>, page: &mut [u8; PAGE_SIZE]) -> isize {
    let attribute = Attribute::new(c"file", field);
    let page = page.as_mut_ptr().cast();
    // SAFETY: The attribute is there, and there is a page.
    unsafe { show(core::ptr::null_mut(), attribute.as_ptr().cast(), page) }
}

/// Does what C does for a user who writes a file.
#[cfg(CONFIG_KUNIT = "y")]
pub(super) fn write(field: Field<'_>, text: &[u8]) -> isize {
    let attribute = Attribute::new(c"file", field);
    let (file, bytes) = (attribute.as_ptr().cast(), text.as_ptr().cast());
    // SAFETY: The attribute is there. The text has that many bytes.
    unsafe { store(core::ptr::null_mut(), file, bytes, text.len()) }
}
