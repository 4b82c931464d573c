// SPDX-License-Identifier: GPL-2.0-only

//! The `{:p}` form.

use super::{Adapter, Formatter, Result};
use core::ptr::{self, NonNull};

/// Like [`core::fmt::Pointer`], but shows a hash instead of the address.
///
/// The same address always has the same hash until the next boot. An administrator may ask for real
/// addresses on the kernel's command line (`no_hash_pointers`); early during boot, before there is
/// randomness, `(____ptrval____)` is shown, or `(ptrval)` by 32 bits.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, str::CString};
///
/// let x = 1u32;
/// let once = CString::try_from_fmt(fmt!("{:p}", &x))?;
/// let again = CString::try_from_fmt(fmt!("{:p}", &raw const x))?;
/// assert_eq!(once, again);
/// # Ok::<(), Error>(())
/// ```
pub trait Pointer {
    /// Writes a hash of the address.
    fn fmt(&self, f: &mut Formatter<'_>) -> Result;
}

/// A pointer to be shown as a hash, for code that has only `core`'s traits at hand.
///
/// # Examples
///
/// ```
/// use kernel::{fmt::HashedPtr, prelude::*};
///
/// let x = 1u32;
/// pr_info!("an object at {:p}\n", HashedPtr(&x));
/// ```
pub struct HashedPtr<T: ?Sized>(pub *const T);

/// What C shows while there is no hash, as long as an address.
const UNSEEN: &str = if size_of::<usize>() == 8 {
    "(____ptrval____)"
} else {
    "(ptrval)"
};

/// Lets C's `%p` decide what of an address may be seen: a hash, or the address if the administrator
/// wants that. None if there is no hash yet.
#[cfg(not(testlib))]
fn visible(ptr: *const core::ffi::c_void) -> Option<usize> {
    let mut buf = [0u8; 2 * size_of::<usize>() + 2];
    let len = crate::str::print_pointer(&mut buf, ptr);
    let digits = buf.get(..usize::try_from(len).ok()?)?;
    usize::from_str_radix(core::str::from_utf8(digits).ok()?, 16).ok()
}

/// There is no secret to hash with outside of a kernel.
#[cfg(testlib)]
fn visible(_ptr: *const core::ffi::c_void) -> Option<usize> {
    None
}

impl<T: ?Sized> Pointer for HashedPtr<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match visible(self.0.cast()) {
            Some(address) => core::fmt::Pointer::fmt(&ptr::without_provenance::<()>(address), f),
            None => f.pad(UNSEEN),
        }
    }
}

macro_rules! hashed {
    ($($ty:ty, $this:ident => $ptr:expr;)*) => {$(
        impl<T: ?Sized> Pointer for $ty {
            fn fmt(&self, f: &mut Formatter<'_>) -> Result {
                let $this = self;
                Pointer::fmt(&HashedPtr::<T>($ptr), f)
            }
        }
    )*};
}

hashed! {
    *const T, this => *this;
    *mut T, this => this.cast_const();
    &T, this => *this;
    &mut T, this => &**this;
    NonNull<T>, this => this.as_ptr();
}

impl<T: Pointer> core::fmt::Pointer for Adapter<&T> {
    #[inline]
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        Pointer::fmt(self.0, f)
    }
}
