// SPDX-License-Identifier: GPL-2.0-only

//! What makes an object work.
//!
//! # Safety
//!
//! A [`Work`] is initialised with the function of its item's pointer type, and stays where it is.
//! [`HasWork`] finds it in its object, and the object around it.

#![allow(unsafe_code)]

use super::{
    pointer::{WorkItem, WorkItemPointer},
    raw::{self, Call, RawWork},
};
use crate::{str::CStr, sync::LockClassKey, types::Opaque};
use core::{marker::PhantomData, pin::Pin};
use pin_init::{pin_data, pin_init, PinInit};

/// Makes a [`Work`] with a class of its own for each place in the code.
///
/// Takes a name for lockdep, which is the place in the code if left out.
#[macro_export]
macro_rules! new_work {
    ($($name:literal)?) => {
        $crate::workqueue::Work::new(
            $crate::optional_name!($($name)?),
            $crate::static_lock_class!(),
        )
    };
}
pub use new_work;

/// A field that makes a `T` work, which a queue can take.
///
/// # Invariants
///
/// `work` was initialised with `run()` of `T`'s pointer type for `ID`.
#[pin_data]
#[repr(transparent)]
pub struct Work<T: ?Sized, const ID: u64 = 0> {
    #[pin]
    work: Opaque<RawWork>,
    _item: PhantomData<T>,
}

// SAFETY: There is no `T` in here, and a `work_struct` is bound to no thread.
unsafe impl<T: ?Sized, const ID: u64> Send for Work<T, ID> {}

// SAFETY: Nothing is done with a shared reference.
unsafe impl<T: ?Sized, const ID: u64> Sync for Work<T, ID> {}

impl<T: ?Sized, const ID: u64> Work<T, ID> {
    /// Makes one that is in no queue. Use [`new_work!`].
    #[inline]
    pub fn new(name: &'static CStr, key: Pin<&'static LockClassKey>) -> impl PinInit<Self>
    where
        T: WorkItem<ID>,
    {
        let call = Call::own(T::Pointer::run);
        // INVARIANT: That function is given.
        pin_init!(Self {
            work <- Opaque::ffi_init(|slot| {
                // SAFETY: The slot may be written and is pinned afterwards. Name and class live
                // forever.
                unsafe { raw::init(slot, call, name.as_ptr().cast(), key.as_ptr()) }
            }),
            _item: PhantomData,
        })
    }

    /// The address of C's object.
    ///
    /// # Safety
    ///
    /// `ptr` must not be dangling. The object need not be initialised.
    #[inline]
    pub unsafe fn raw_get(ptr: *const Self) -> *mut bindings::work_struct {
        // The type is transparent, and so is `Opaque`. C's object comes first.
        ptr.cast_mut().cast()
    }
}

/// Types with a [`Work`] field. [`impl_has_work!`] implements it.
///
/// # Safety
///
/// The two functions are each other's inverse, and the [`Work`] is a part of the object.
pub unsafe trait HasWork<T, const ID: u64 = 0> {
    /// The address of the field.
    ///
    /// # Safety
    ///
    /// `ptr` must point to a valid object.
    unsafe fn raw_get_work(ptr: *mut Self) -> *mut Work<T, ID>;

    /// The address of the object.
    ///
    /// # Safety
    ///
    /// `ptr` must come from [`raw_get_work`](Self::raw_get_work), or point to the field of an object
    /// in the same way.
    unsafe fn work_container_of(ptr: *mut Work<T, ID>) -> *mut Self;
}

/// Says which field of a type is its [`Work`].
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, workqueue::{impl_has_work, Work}};
///
/// struct Job<T> {
///     input: T,
///     work: Work<Job<T>>,
/// }
///
/// impl_has_work! {
///     impl{T} HasWork<Self> for Job<T> { self.work }
/// }
/// ```
#[macro_export]
macro_rules! impl_has_work {
    ($(impl$({$($generics:tt)*})? HasWork<$work_type:ty $(, $id:tt)?> for $self:ty {
        self.$field:ident
    })*) => {$(
        // SAFETY: Both functions go by the offset of the same field, whose type is checked.
        unsafe impl$(<$($generics)*>)? $crate::workqueue::HasWork<$work_type $(, $id)?> for $self {
            #[inline]
            unsafe fn raw_get_work(
                ptr: *mut Self,
            ) -> *mut $crate::workqueue::Work<$work_type $(, $id)?> {
                // SAFETY: The caller promises that the object is valid.
                unsafe { &raw mut (*ptr).$field }
            }

            #[inline]
            unsafe fn work_container_of(
                ptr: *mut $crate::workqueue::Work<$work_type $(, $id)?>,
            ) -> *mut Self {
                // SAFETY: The caller promises that the pointer is that of the field of an object.
                unsafe { $crate::container_of!(ptr, Self, $field) }
            }
        }
    )*};
}
pub use impl_has_work;
