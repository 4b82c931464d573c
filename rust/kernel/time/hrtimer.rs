// SPDX-License-Identifier: GPL-2.0-only

//! Timers of high resolution.
//!
//! A type with an [`HrTimer`] field is started through a pointer to it, and called back through the
//! same kind of pointer:
//!
//! | pointer | how it is started | what the callback gets |
//! |---|---|---|
//! | `Arc<T>` | [`HrTimerPointer::start`] | [`ArcBorrow`](crate::sync::ArcBorrow) |
//! | `Pin<Box<T>>` | [`HrTimerPointer::start`] | `Pin<&mut T>` |
//! | `Pin<&T>` | [`ScopedHrTimerPointer::start_scoped`] | `Pin<&T>` |
//! | `Pin<&mut T>` | [`ScopedHrTimerPointer::start_scoped`] | `Pin<&mut T>` |
//!
//! Starting gives a handle. Dropping it stops the timer and waits for a callback that is running. A
//! handle that is forgotten keeps the module from being unloaded.
//!
//! # Context
//!
//! A callback runs in an interrupt handler, or in softirq context if the mode is a soft one: it must
//! not sleep. It must not drop the last handle of its own timer, which would wait for itself.
//!
//! C header: [`include/linux/hrtimer.h`](srctree/include/linux/hrtimer.h)
//!
//! # Examples
//!
//! ```
//! use kernel::{
//!     impl_has_hr_timer,
//!     prelude::*,
//!     sync::{atomic::{Atomic, Relaxed}, Arc, ArcBorrow, Completion},
//!     time::{
//!         hrtimer::{
//!             HrTimer, HrTimerCallback, HrTimerCallbackContext, HrTimerPointer, HrTimerRestart,
//!             RelativeMode,
//!         },
//!         Delta, Monotonic,
//!     },
//! };
//!
//! /// Ticks three times.
//! #[pin_data]
//! struct Ticker {
//!     ticks: Atomic<u32>,
//!     #[pin]
//!     done: Completion,
//!     #[pin]
//!     timer: HrTimer<Self>,
//! }
//!
//! impl HrTimerCallback for Ticker {
//!     type Pointer<'a> = Arc<Self>;
//!
//!     fn run(this: ArcBorrow<'_, Self>, mut ctx: HrTimerCallbackContext<'_, Self>) -> HrTimerRestart {
//!         if this.ticks.fetch_add(1u32, Relaxed) < 2 {
//!             ctx.forward_now(Delta::from_micros(200));
//!             return HrTimerRestart::Restart;
//!         }
//!         this.done.complete_all();
//!         HrTimerRestart::NoRestart
//!     }
//! }
//!
//! impl_has_hr_timer! {
//!     impl HasHrTimer<Self> for Ticker {
//!         mode: RelativeMode<Monotonic>, field: self.timer
//!     }
//! }
//!
//! let ticker = Arc::pin_init(
//!     pin_init!(Ticker { ticks: Atomic::new(0), done <- Completion::new(), timer <- HrTimer::new() }),
//!     GFP_KERNEL,
//! )?;
//! let handle = ticker.clone().start(Delta::from_micros(200));
//! ticker.done.wait_for_completion();
//! drop(handle);
//! assert_eq!(ticker.ticks.load(Relaxed), 3);
//! # Ok::<(), Error>(())
//! ```
//!
//! # Safety
//!
//! An [`HrTimer`] is initialised with the callback of its object's pointer type, and while it is
//! queued or runs, its object lives and stays where it is.

#![allow(unsafe_code)]

mod arc;
mod callback;
mod has;
mod mode;
mod pin;
mod pin_mut;
mod pointer;
mod tbox;
#[cfg(CONFIG_KUNIT = "y")]
mod tests;

pub use self::callback::{
    HrTimerCallback, HrTimerCallbackContext, HrTimerRestart, RawHrTimerCallback,
};
pub use self::has::HasHrTimer;
pub use self::mode::{
    AbsoluteHardMode, AbsoluteMode, AbsolutePinnedHardMode, AbsolutePinnedMode,
    AbsolutePinnedSoftMode, AbsoluteSoftMode, HrTimerExpires, HrTimerMode, RelativeHardMode,
    RelativeMode, RelativePinnedHardMode, RelativePinnedMode, RelativePinnedSoftMode,
    RelativeSoftMode,
};
pub use self::pointer::{
    HrTimerHandle, HrTimerPointer, ScopedHrTimerPointer, UnsafeHrTimerPointer,
};
pub use arc::ArcHrTimerHandle;
pub use pin::PinHrTimerHandle;
pub use pin_mut::PinMutHrTimerHandle;
pub use tbox::BoxHrTimerHandle;

use super::{ClockSource, Delta, Instant};
use bindings::live::Live;
use core::{marker::PhantomData, pin::Pin};
use pin_init::{pin_data, pin_init, PinInit};

/// A point on the clock of a `T`'s timer.
pub type HrTimerInstant<T> = Instant<<<T as HasHrTimer<T>>::TimerMode as HrTimerMode>::Clock>;

/// A field that makes a `T` something which can be called back at a time.
///
/// # Invariants
///
/// `timer` was initialised by `hrtimer_setup()`, with the callback of `T`'s pointer type.
#[pin_data]
#[repr(C)]
pub struct HrTimer<T> {
    #[pin]
    timer: Live<bindings::hrtimer>,
    _object: PhantomData<T>,
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
            // SAFETY: C writes the whole object, which stays where it is. The clock is one that timers
            // have.
            timer <- unsafe {
                Live::init(|slot| {
                    bindings::hrtimer_setup(
                        slot,
                        Some(T::Pointer::run),
                        <T::TimerMode as HrTimerMode>::Clock::ID,
                        T::TimerMode::C_MODE,
                    )
                })
            },
            _object: PhantomData,
        })
    }

    /// The address of C's object. Reads nothing.
    fn raw_get(this: *const Self) -> *mut bindings::hrtimer {
        // The type begins with it, and `Live` is transparent.
        this.cast_mut().cast()
    }

    /// Stops the timer and waits for its callback. False if it was not running.
    #[inline]
    fn cancel(&self) -> bool {
        bindings::safe::hrtimer_cancel(&self.timer) != 0
    }

    /// [`cancel`](Self::cancel), for an object that somebody else may have borrowed exclusively.
    ///
    /// # Safety
    ///
    /// `this` must point to a timer that is initialised.
    #[inline]
    unsafe fn raw_cancel(this: *const Self) -> bool {
        // SAFETY: The caller promises it.
        unsafe { bindings::hrtimer_cancel(Self::raw_get(this)) != 0 }
    }

    /// Moves the time of expiry.
    ///
    /// # Safety
    ///
    /// `this` must point to a timer that is initialised, and that is not queued unless its callback
    /// calls this.
    #[inline]
    unsafe fn raw_forward(this: *mut Self, now: HrTimerInstant<T>, interval: Delta) -> u64
    where
        T: HasHrTimer<T>,
    {
        // SAFETY: The caller promises it. C makes an interval that is too short longer.
        unsafe {
            bindings::hrtimer_forward(Self::raw_get(this), now.as_nanos(), interval.as_nanos())
        }
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
        // not running: handles borrow or own the object.
        unsafe { Self::raw_forward(self.get_unchecked_mut(), now, interval) }
    }

    /// [`forward`](Self::forward), with the time that it is now.
    pub fn forward_now(self: Pin<&mut Self>, interval: Delta) -> u64
    where
        T: HasHrTimer<T>,
    {
        self.forward(HrTimerInstant::<T>::now(), interval)
    }

    /// When the timer expires, or has expired last.
    #[inline]
    pub fn expires(&self) -> HrTimerInstant<T>
    where
        T: HasHrTimer<T>,
    {
        // C reads a number, which may be written meanwhile.
        Instant::from_nanos(bindings::safe::hrtimer_get_expires(&self.timer))
    }
}
