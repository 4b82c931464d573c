// SPDX-License-Identifier: GPL-2.0-only

//! Which field of an object is its timer.
//!
//! # Safety
//!
//! [`HasHrTimer`] finds the timer in its object, and the object around it.

#![allow(unsafe_code)]

use super::{HrTimer, HrTimerExpires, HrTimerMode};

/// Types with an [`HrTimer`] field. [`impl_has_hr_timer!`] implements it.
///
/// # Safety
///
/// The two functions are each other's inverse, and the timer is a part of the object.
///
/// [`impl_has_hr_timer!`]: crate::impl_has_hr_timer
pub unsafe trait HasHrTimer<T> {
    /// The timer's clock, and what times mean to it.
    type TimerMode: HrTimerMode;

    /// The address of the timer.
    ///
    /// # Safety
    ///
    /// `this` must point to a valid object.
    unsafe fn raw_get_timer(this: *const Self) -> *const HrTimer<T>;

    /// The address of the object.
    ///
    /// # Safety
    ///
    /// `ptr` must point to the timer of an object.
    unsafe fn timer_container_of(ptr: *mut HrTimer<T>) -> *mut Self
    where
        Self: Sized;

    /// The address of C's timer.
    ///
    /// # Safety
    ///
    /// `this` must point to a valid object.
    unsafe fn c_timer_ptr(this: *const Self) -> *const bindings::hrtimer {
        // SAFETY: The caller promises it.
        unsafe { HrTimer::raw_get(Self::raw_get_timer(this)) }
    }

    /// Starts the timer, or sets its time anew.
    ///
    /// # Safety
    ///
    /// `this` must point to a valid object, which stays where it is until the timer is stopped.
    unsafe fn start(this: *const Self, expires: <Self::TimerMode as HrTimerMode>::Expires) {
        // SAFETY: The timer is initialised, and the caller promises the rest. C would take a negative
        // time for one that is too long.
        unsafe {
            bindings::hrtimer_start_range_ns(
                Self::c_timer_ptr(this).cast_mut(),
                expires.as_nanos().max(0),
                0,
                <Self::TimerMode as HrTimerMode>::C_MODE,
            )
        }
    }
}

/// The timer of an object.
#[inline]
pub(super) fn timer_of<T: HasHrTimer<T>>(object: &T) -> &HrTimer<T> {
    // SAFETY: The object is borrowed as long as the result is, and the timer is a part of it.
    unsafe { &*T::raw_get_timer(object) }
}

/// Says which field of a type is its [`HrTimer`], and what times mean to it.
///
/// See [`hrtimer`](crate::time::hrtimer) for an example.
#[macro_export]
macro_rules! impl_has_hr_timer {
    () => {};
    (
        impl$({$($generics:tt)*})? HasHrTimer<$timer_type:ty> for $self:ty {
            mode: $mode:ty,
            field: self.$field:ident $(,)?
        }
        $($rest:tt)*
    ) => {
        // SAFETY: Both functions go by the offset of the same field, whose type is checked.
        unsafe impl$(<$($generics)*>)? $crate::time::hrtimer::HasHrTimer<$timer_type> for $self {
            type TimerMode = $mode;

            #[inline]
            unsafe fn raw_get_timer(
                this: *const Self,
            ) -> *const $crate::time::hrtimer::HrTimer<$timer_type> {
                // SAFETY: The caller promises that the object is valid.
                unsafe { &raw const (*this).$field }
            }

            #[inline]
            unsafe fn timer_container_of(
                ptr: *mut $crate::time::hrtimer::HrTimer<$timer_type>,
            ) -> *mut Self {
                // SAFETY: The caller promises that the pointer is that of the field of an object.
                unsafe { $crate::container_of!(ptr, Self, $field) }
            }
        }

        $crate::impl_has_hr_timer!($($rest)*);
    };
}
