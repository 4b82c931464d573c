// SPDX-License-Identifier: GPL-2.0-only

//! A timer, the object that it is a field of, and what C calls for both.
//!
//! # Safety
//!
//! An [`HrTimer`] is initialised with the callback of its object's pointer type, and while it is
//! queued or runs, its object lives and stays where it is. [`HasHrTimer`] finds the timer in its
//! object, and the object around it. An [`HrTimerCallbackContext`] exists in the callback of its timer
//! alone. It moves the timer under C's lock, as others may start the timer meanwhile.

#![allow(unsafe_code)]

use super::{mode::ahead, HrTimerCallback, HrTimerExpires, HrTimerInstant, HrTimerMode};
use crate::{
    module::users::{Caller, CodeUsers},
    time::{ClockSource as _, Delta, Instant},
};
use core::{convert::Infallible, marker::PhantomData, pin::Pin, ptr::NonNull};
use pin_init::{pin_data, pin_init, pin_init_from_closure, PinInit};

/// A field that makes a `T` something which can be called back at a time.
///
/// One that is never dropped, as with a handle that was forgotten, keeps its module from being unloaded.
///
/// # Invariants
///
/// `timer` was initialised by `hrtimer_setup()`, with the callback of `T`'s pointer type.
#[pin_data]
#[repr(C)]
pub struct HrTimer<T> {
    #[pin]
    timer: Caller<bindings::hrtimer>,
    _object: PhantomData<T>,
}

/// Initialises a timer that is not running and calls code of the module that `users` belongs to.
///
/// # Safety
///
/// `slot` may be written, and what is there stays as long as the timer runs. `function` may be called with
/// it. The clock is one that timers have.
// In the image: a module has but a call.
#[inline(never)]
unsafe fn setup(
    slot: *mut Caller<bindings::hrtimer>,
    function: unsafe extern "C" fn(*mut bindings::hrtimer) -> bindings::hrtimer_restart,
    clock: bindings::clockid_t,
    mode: bindings::hrtimer_mode,
    users: &'static CodeUsers,
) {
    // SAFETY: The caller's promise. C writes the whole object.
    unsafe {
        Caller::init(slot, users, |timer| {
            bindings::hrtimer_setup(timer, Some(function), clock, mode)
        })
    };
}

// SAFETY: There is no `T` in here, and a timer is bound to no thread.
unsafe impl<T> Send for HrTimer<T> {}

// SAFETY: C locks a timer that may be queued; the rest takes exclusive access.
unsafe impl<T> Sync for HrTimer<T> {}

impl<T> HrTimer<T> {
    /// Makes a timer that is not running.
    pub fn new() -> impl PinInit<Self>
    where
        T: HrTimerCallback,
        T: HasHrTimer<T>,
    {
        // INVARIANT: That function is given.
        pin_init!(Self {
            // SAFETY: An initialiser's slot may be written, and is pinned. The function is that of the
            // pointers by which the timer is started, which keep the object. The clock is one that timers
            // have.
            timer <- unsafe {
                pin_init_from_closure(|slot| {
                    setup(
                        slot,
                        T::Pointer::run,
                        <T::TimerMode as HrTimerMode>::Clock::ID,
                        T::TimerMode::C_MODE,
                        CodeUsers::own(),
                    );
                    Ok::<_, Infallible>(())
                })
            },
            _object: PhantomData,
        })
    }

    /// The address of C's object. Reads nothing.
    fn raw_get(this: *const Self) -> *mut bindings::hrtimer {
        // The type begins with it, as a `Caller` does.
        this.cast_mut().cast()
    }

    /// Stops the timer and waits for its callback. False if it was not running.
    #[inline]
    pub(super) fn cancel(&self) -> bool {
        bindings::safe::hrtimer_cancel(self.timer.object()) != 0
    }

    /// [`cancel`](Self::cancel), for an object that somebody else may have borrowed exclusively.
    ///
    /// # Safety
    ///
    /// `this` must point to a timer that is initialised.
    #[inline]
    pub(super) unsafe fn raw_cancel(this: *const Self) -> bool {
        // SAFETY: The caller promises it.
        unsafe { bindings::hrtimer_cancel(Self::raw_get(this)) != 0 }
    }

    /// Moves the time of expiry by as many times `interval` as it takes to get behind `now`, and
    /// returns how many. 0 if it is there already.
    ///
    /// An interval that is shorter than the clock's resolution is that long.
    pub fn forward(self: Pin<&mut Self>, now: HrTimerInstant<T>, interval: Delta) -> u64
    where
        T: HasHrTimer<T>,
    {
        // SAFETY: The timer is initialised. Who has it exclusively is the callback, or the timer is
        // not running: handles borrow or own the object. So it is not queued, and nobody starts it. C
        // makes an interval that is too short longer.
        unsafe {
            bindings::hrtimer_forward(
                Self::raw_get(self.get_unchecked_mut()),
                own_time::<T>(now),
                interval.as_nanos(),
            )
        }
    }

    /// [`forward`](Self::forward), with the time that it is now.
    pub fn forward_now(self: Pin<&mut Self>, interval: Delta) -> u64
    where
        T: HasHrTimer<T>,
    {
        // SAFETY: As above.
        unsafe {
            bindings::hrtimer_forward_now(
                Self::raw_get(self.get_unchecked_mut()),
                interval.as_nanos(),
            )
        }
    }

    /// When the timer expires, or has expired last.
    ///
    /// A span does not change when somebody sets the time of day, but this does: it is what the clock will
    /// show then, as it is set now.
    #[inline]
    pub fn expires(&self) -> HrTimerInstant<T>
    where
        T: HasHrTimer<T>,
    {
        // C reads a number, which may be written meanwhile.
        let expires: i64 = bindings::safe::hrtimer_get_expires(self.timer.object());
        Instant::from_nanos(expires.saturating_add(ahead::<T::TimerMode>()))
    }
}

/// A point on the clock of the mode, as the timer's own clock shows it.
#[inline]
fn own_time<T: HasHrTimer<T>>(point: HrTimerInstant<T>) -> i64 {
    let own = point.as_nanos().saturating_sub(ahead::<T::TimerMode>());
    // C's difference to a time of expiry does not overflow.
    own.max(0)
}

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

/// What C calls for an object that was started through a pointer.
pub trait RawHrTimerCallback {
    /// What the callback gets.
    type CallbackTarget<'a>;

    /// What C calls.
    ///
    /// # Safety
    ///
    /// `this` must be the timer of an object that was started through this kind of pointer, and C
    /// calls this because it has expired.
    unsafe extern "C" fn run(this: *mut bindings::hrtimer) -> bindings::hrtimer_restart;
}

/// What a callback may do with its timer.
///
/// # Invariants
///
/// The timer is initialised, and its callback runs during `'a`.
pub struct HrTimerCallbackContext<'a, T: HasHrTimer<T>>(NonNull<HrTimer<T>>, PhantomData<&'a ()>);

impl<'a, T: HasHrTimer<T>> HrTimerCallbackContext<'a, T> {
    /// The object of a timer, and what its callback may do with it.
    ///
    /// # Safety
    ///
    /// C calls back the timer `timer`, which is that of a `T`, during `'a`.
    pub(super) unsafe fn of(timer: *mut bindings::hrtimer) -> (*mut T, Self) {
        let timer: *mut HrTimer<T> = timer.cast();
        // SAFETY: It is the timer of a `T`, and so its address is not null.
        let (object, timer) =
            unsafe { (T::timer_container_of(timer), NonNull::new_unchecked(timer)) };
        // INVARIANT: The caller's promise.
        (object, Self(timer, PhantomData))
    }

    /// Moves the time of expiry by as many times `interval` as it takes to get behind `now`, and
    /// returns how many. 0 if it is there already.
    ///
    /// If somebody has started the timer since the callback was called, the timer keeps the time that it
    /// got so, and this returns 0.
    pub fn forward(&mut self, now: HrTimerInstant<T>, interval: Delta) -> u64 {
        self.forward_own(own_time::<T>(now), interval)
    }

    /// [`forward`](Self::forward), with the time that it is now.
    pub fn forward_now(&mut self, duration: Delta) -> u64 {
        // SAFETY: By the type's invariant the timer is initialised and this is its callback, during which
        // C leaves it to its clock and processor.
        let now = unsafe { bindings::hrtimer_cb_get_time(HrTimer::raw_get(self.0.as_ptr())) };
        self.forward_own(now, duration)
    }

    /// [`forward`](Self::forward), by the timer's own clock.
    #[inline]
    fn forward_own(&mut self, now: i64, interval: Delta) -> u64 {
        // SAFETY: By the type's invariant the timer is initialised and this is its callback. C takes the
        // lock under which others start it, and leaves a timer alone that is queued.
        unsafe {
            bindings::hrtimer_forward_in_callback(
                HrTimer::raw_get(self.0.as_ptr()),
                now,
                interval.as_nanos(),
            )
        }
    }
}
