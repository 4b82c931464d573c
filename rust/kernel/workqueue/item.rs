// SPDX-License-Identifier: GPL-2.0-only

//! What makes an object work, at once or after a while.
//!
//! # Safety
//!
//! A [`Work`], or a [`DelayedWork`], is initialised with the function of its item's pointer type, and
//! stays where it is. [`HasWork`] finds it in its object, and the object around it; what it finds where
//! there is [`HasDelayedWork`] is the work of a [`DelayedWork`].

#![allow(unsafe_code)]

use super::{
    pointer::{WorkItem, WorkItemPointer},
    raw::{self, Call, RawDelayedWork, RawWork},
};
use crate::{str::CStr, sync::LockClassKey, types::Opaque};
use core::{marker::PhantomData, mem::offset_of, pin::Pin};
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

/// Makes a [`DelayedWork`] with classes of its own for each place in the code.
///
/// Takes a name for lockdep, which is the place in the code if left out.
#[macro_export]
macro_rules! new_delayed_work {
    () => {
        $crate::workqueue::DelayedWork::new(
            $crate::optional_name!(),
            $crate::static_lock_class!(),
            $crate::optional_name!(),
            $crate::static_lock_class!(),
        )
    };
    ($name:literal) => {
        $crate::workqueue::DelayedWork::new(
            $crate::optional_name!($name),
            $crate::static_lock_class!(),
            $crate::c_str!(::core::concat!($name, "_timer")),
            $crate::static_lock_class!(),
        )
    };
}
pub use new_delayed_work;

/// A field that makes a `T` work which a queue can take after a while.
///
/// # Invariants
///
/// `work` was initialised with `run()` of `T`'s pointer type for `ID`.
///
/// # Examples
///
/// ```
/// use kernel::{
///     prelude::*,
///     sync::{Arc, Completion},
///     time::msecs_to_jiffies,
///     workqueue::{self, impl_has_delayed_work, new_delayed_work, DelayedWork, WorkItem},
/// };
///
/// #[pin_data]
/// struct Alarm {
///     #[pin]
///     rung: Completion,
///     #[pin]
///     work: DelayedWork<Alarm>,
/// }
///
/// impl_has_delayed_work! {
///     impl HasDelayedWork<Self> for Alarm { self.work }
/// }
///
/// impl WorkItem for Alarm {
///     type Pointer = Arc<Alarm>;
///
///     fn run(this: Arc<Alarm>) {
///         this.rung.complete_all();
///     }
/// }
///
/// let alarm = Arc::pin_init(
///     pin_init!(Alarm {
///         rung <- Completion::new(),
///         work <- new_delayed_work!("Alarm::work"),
///     }),
///     GFP_KERNEL,
/// )?;
/// let delay = msecs_to_jiffies(10);
/// assert!(workqueue::system().enqueue_delayed(alarm.clone(), delay).is_ok());
/// alarm.rung.wait_for_completion();
/// # Ok::<(), Error>(())
/// ```
#[pin_data]
#[repr(transparent)]
pub struct DelayedWork<T: ?Sized, const ID: u64 = 0> {
    #[pin]
    work: Opaque<RawDelayedWork>,
    _item: PhantomData<T>,
}

// SAFETY: There is no `T` in here, and a `delayed_work` is bound to no thread.
unsafe impl<T: ?Sized, const ID: u64> Send for DelayedWork<T, ID> {}

// SAFETY: Nothing is done with a shared reference.
unsafe impl<T: ?Sized, const ID: u64> Sync for DelayedWork<T, ID> {}

/// Where in C's delayed work its work is. C's object comes first in a [`DelayedWork`].
const WORK: usize = offset_of!(bindings::delayed_work, work);

impl<T: ?Sized, const ID: u64> DelayedWork<T, ID> {
    /// Makes one that is in no queue. Use [`new_delayed_work!`].
    #[inline]
    pub fn new(
        work_name: &'static CStr,
        work_key: Pin<&'static LockClassKey>,
        timer_name: &'static CStr,
        timer_key: Pin<&'static LockClassKey>,
    ) -> impl PinInit<Self>
    where
        T: WorkItem<ID>,
    {
        let call = Call::own(T::Pointer::run);
        // INVARIANT: That function is given.
        pin_init!(Self {
            work <- Opaque::ffi_init(|slot| {
                // SAFETY: The slot may be written and is pinned afterwards. Names and classes live
                // forever.
                unsafe {
                    raw::init_delayed(
                        slot,
                        call,
                        (work_name.as_ptr().cast(), work_key.as_ptr()),
                        (timer_name.as_ptr().cast(), timer_key.as_ptr()),
                    )
                }
            }),
            _item: PhantomData,
        })
    }

    /// The address of the work that will go into the queue.
    ///
    /// # Safety
    ///
    /// `ptr` must not be dangling. The object need not be initialised.
    #[inline]
    pub unsafe fn raw_as_work(ptr: *const Self) -> *mut Work<T, ID> {
        // The type is transparent.
        ptr.cast_mut().wrapping_byte_add(WORK).cast()
    }

    /// The address of the whole.
    ///
    /// # Safety
    ///
    /// `ptr` must come from [`raw_as_work`](Self::raw_as_work).
    #[doc(hidden)]
    #[inline]
    pub unsafe fn raw_from_work(ptr: *mut Work<T, ID>) -> *mut Self {
        ptr.wrapping_byte_sub(WORK).cast()
    }
}

/// Types whose work for `ID` is that of a [`DelayedWork`]. [`impl_has_delayed_work!`] implements it.
///
/// # Safety
///
/// What [`HasWork::raw_get_work`] returns comes from [`DelayedWork::raw_as_work`].
pub unsafe trait HasDelayedWork<T, const ID: u64 = 0>: HasWork<T, ID> {}

/// Says which field of a type is its [`DelayedWork`].
#[macro_export]
macro_rules! impl_has_delayed_work {
    ($(impl$({$($generics:tt)*})? HasDelayedWork<$work_type:ty $(, $id:tt)?> for $self:ty {
        self.$field:ident
    })*) => {$(
        // SAFETY: `raw_get_work()` below returns what comes from `raw_as_work()`.
        unsafe impl$(<$($generics)*>)? $crate::workqueue::HasDelayedWork<$work_type $(, $id)?>
            for $self {}

        // SAFETY: Both functions go by the offset of the same field, whose type is checked, and by that
        // of the work in it.
        unsafe impl$(<$($generics)*>)? $crate::workqueue::HasWork<$work_type $(, $id)?> for $self {
            #[inline]
            unsafe fn raw_get_work(
                ptr: *mut Self,
            ) -> *mut $crate::workqueue::Work<$work_type $(, $id)?> {
                // SAFETY: The caller promises that the object is valid, and so is its field.
                unsafe {
                    let delayed: *mut $crate::workqueue::DelayedWork<$work_type $(, $id)?> =
                        &raw mut (*ptr).$field;
                    $crate::workqueue::DelayedWork::raw_as_work(delayed)
                }
            }

            #[inline]
            unsafe fn work_container_of(
                ptr: *mut $crate::workqueue::Work<$work_type $(, $id)?>,
            ) -> *mut Self {
                // SAFETY: The caller promises that the pointer is that of the work of an object.
                unsafe {
                    let delayed = $crate::workqueue::DelayedWork::raw_from_work(ptr);
                    $crate::container_of!(delayed, Self, $field)
                }
            }
        }
    )*};
}
pub use impl_has_delayed_work;
