// SPDX-License-Identifier: GPL-2.0-only

//! What C calls when a file is read or written.
//!
//! # Safety
//!
//! The functions are those of an [`Attribute`] whose value is of their type. C calls them between the
//! creation of the file and its removal, which waits for them.

#![allow(unsafe_code)]

use super::{
    super::value::{store_line, Line, Show, Store},
    files::Attribute,
};
use crate::{
    alloc::page::PAGE_SIZE,
    error::{code::EIO, from_result},
    ffi::c_char,
    fmt::{self, Write as _},
    str::Formatter,
};

/// The type of [`show`].
pub(super) type ShowFn = unsafe extern "C" fn(
    *mut bindings::kobject,
    *mut bindings::kobj_attribute,
    *mut c_char,
) -> isize;

/// The type of [`store`].
pub(super) type StoreFn = unsafe extern "C" fn(
    *mut bindings::kobject,
    *mut bindings::kobj_attribute,
    *const c_char,
    usize,
) -> isize;

/// How much of the page that C gives may be written: it complains about one that is full.
const ROOM: usize = PAGE_SIZE - 1;

/// Shows the value of an attribute.
///
/// # Safety
///
/// `attribute` is the first field of an [`Attribute`] with a value of type `V`. `page` has a page of
/// bytes, which nobody else uses.
pub(super) unsafe extern "C" fn show<V: Show>(
    _: *mut bindings::kobject,
    attribute: *mut bindings::kobj_attribute,
    page: *mut c_char,
) -> isize {
    // SAFETY: The caller's promises. The value lives until the file is removed, and C has set the bytes to
    // zero.
    let (value, page) = unsafe {
        (
            &*(*attribute.cast::<Attribute>()).value.cast::<V>(),
            core::slice::from_raw_parts_mut(page.cast::<u8>(), ROOM),
        )
    };
    print(page, crate::prelude::fmt!("{}", Line(value)))
}

/// The part of [`show`] that is the same for all types of values.
fn print(page: &mut [u8], text: fmt::Arguments<'_>) -> isize {
    from_result(|| {
        let mut out = Formatter::new(page);
        out.write_fmt(text).map_err(|_| EIO)?;
        Ok(isize::try_from(out.bytes_written())?)
    })
}

/// Changes the value of an attribute.
///
/// # Safety
///
/// `attribute` is the first field of an [`Attribute`] with a value of type `V`. `text` has `len` bytes,
/// which nobody writes.
pub(super) unsafe extern "C" fn store<V: Store>(
    _: *mut bindings::kobject,
    attribute: *mut bindings::kobj_attribute,
    text: *const c_char,
    len: usize,
) -> isize {
    // SAFETY: The caller's promises. The value lives until the file is removed.
    let (value, text) = unsafe {
        (
            &*(*attribute.cast::<Attribute>()).value.cast::<V>(),
            core::slice::from_raw_parts(text.cast::<u8>(), len),
        )
    };
    from_result(|| {
        store_line(value, text)?;
        Ok(isize::try_from(len)?)
    })
}
