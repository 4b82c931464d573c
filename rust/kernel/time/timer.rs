// SPDX-License-Identifier: GPL-2.0-only

//! Timers that count ticks.
//!
//! For timeouts: cheap to set and to stop, and never early. For exact times see
//! [`hrtimer`](super::hrtimer).
//!
//! C header: [`include/linux/timer.h`](srctree/include/linux/timer.h)
//!
//! # Safety
//!
//! A [`Timer`] is pinned, and stopped before it is dropped.

#![allow(unsafe_code)]

use super::Jiffies;
#[cfg(CONFIG_LOCKDEP)]
use crate::str::CStrExt as _;
use crate::{
    ffi::c_char,
    module::users::{Caller, CodeUsers},
    str::CStr,
    sync::LockClassKey,
};
#[cfg(not(CONFIG_LOCKDEP))]
use core::ptr::{null, null_mut};
use core::{convert::Infallible, ops::Deref, pin::Pin};
use pin_init::{pin_data, pin_init, pin_init_from_closure, pinned_drop, PinInit};

/// Makes a [`Timer`] with a class of its own for each place in the code.
///
/// Takes the value, or an initialiser of it, and a name for lockdep, which is the place in the code if
/// left out.
#[macro_export]
macro_rules! new_timer {
    ($inner:expr $(, $name:literal)? $(,)?) => {
        $crate::time::timer::Timer::new(
            $inner,
            $crate::optional_name!($($name)?),
            $crate::static_lock_class!(),
        )
    };
}
pub use new_timer;

/// What a [`Timer`] does when its time has come.
pub trait TimerCallback: Send + Sync + Sized + 'static {
    /// Called once for each time that the timer expires. It may arm the timer again.
    ///
    /// # Context
    ///
    /// Softirq: must not sleep. Must neither stop nor drop the timer, which would wait for itself.
    fn run(timer: &Timer<Self>);
}

/// A value that is called back after a number of ticks.
///
/// Dropping it stops it and waits for a callback that is running. One that is never dropped keeps its
/// module from being unloaded.
///
/// # Invariants
///
/// `raw` was initialised with [`Timer::expired`].
///
/// # Examples
///
/// ```
/// use kernel::{
///     prelude::*,
///     sync::{atomic::{Atomic, Relaxed}, Completion},
///     time::{msecs_to_jiffies, timer::{new_timer, Timer, TimerCallback}},
/// };
///
/// /// Beats three times.
/// #[pin_data]
/// struct Heart {
///     beats: Atomic<u32>,
///     #[pin]
///     done: Completion,
/// }
///
/// impl TimerCallback for Heart {
///     fn run(timer: &Timer<Self>) {
///         if timer.beats.fetch_add(1u32, Relaxed) < 2 {
///             timer.arm(1);
///         } else {
///             timer.done.complete_all();
///         }
///     }
/// }
///
/// let init = pin_init!(Heart { beats: Atomic::new(0), done <- Completion::new() });
/// let heart = KBox::pin_init(new_timer!(init), GFP_KERNEL)?;
/// assert!(!heart.is_armed());
/// assert!(!heart.arm(1));
/// heart.done.wait_for_completion();
/// assert_eq!(heart.beats.load(Relaxed), 3);
///
/// assert!(!heart.arm(msecs_to_jiffies(100_000)));
/// assert!(heart.arm(msecs_to_jiffies(200_000)));
/// assert!(heart.stop());
/// assert!(!heart.stop());
/// # Ok::<(), Error>(())
/// ```
#[pin_data(PinnedDrop)]
#[repr(C)]
pub struct Timer<T: TimerCallback> {
    #[pin]
    raw: Caller<bindings::timer_list>,
    #[pin]
    value: T,
}

/// What lockdep wants to know of a timer.
#[derive(Clone, Copy)]
struct Class {
    #[cfg(CONFIG_LOCKDEP)]
    name: &'static CStr,
    #[cfg(CONFIG_LOCKDEP)]
    key: Pin<&'static LockClassKey>,
}

impl Class {
    #[inline]
    fn new(name: &'static CStr, key: Pin<&'static LockClassKey>) -> Self {
        #[cfg(not(CONFIG_LOCKDEP))]
        let _ = (name, key);
        Class {
            #[cfg(CONFIG_LOCKDEP)]
            name,
            #[cfg(CONFIG_LOCKDEP)]
            key,
        }
    }

    #[cfg(CONFIG_LOCKDEP)]
    fn for_c(self) -> (*const c_char, *mut bindings::lock_class_key) {
        (self.name.as_char_ptr(), self.key.as_ptr())
    }

    #[cfg(not(CONFIG_LOCKDEP))]
    fn for_c(self) -> (*const c_char, *mut bindings::lock_class_key) {
        (null(), null_mut())
    }
}

/// Initialises a timer that is not armed and calls code of the module that `users` belongs to.
///
/// # Safety
///
/// `slot` may be written, and what is there stays until the timer was stopped. `function` may be called
/// with it.
// In the image: a module has but a call.
#[inline(never)]
unsafe fn setup(
    slot: *mut Caller<bindings::timer_list>,
    function: unsafe extern "C" fn(*mut bindings::timer_list),
    class: Class,
    users: &'static CodeUsers,
) {
    let (name, key) = class.for_c();
    // SAFETY: The caller's promise. C writes the whole object. Name and class live forever, or are null
    // where C does not look at them.
    unsafe {
        Caller::init(slot, users, |timer| {
            bindings::timer_setup_with_key(timer, Some(function), name, key)
        })
    };
}

// SAFETY: The value goes along; a timer is bound to no thread.
unsafe impl<T: TimerCallback> Send for Timer<T> {}

// SAFETY: C locks its timers; the value is `Sync`.
unsafe impl<T: TimerCallback> Sync for Timer<T> {}

impl<T: TimerCallback> Timer<T> {
    /// Makes a timer that is not armed. Use [`new_timer!`].
    pub fn new(
        value: impl PinInit<T>,
        name: &'static CStr,
        key: Pin<&'static LockClassKey>,
    ) -> impl PinInit<Self> {
        let class = Class::new(name, key);
        // INVARIANT: That function is given.
        pin_init!(Self {
            // SAFETY: An initialiser's slot may be written, and is pinned. It is that of a timer which is
            // stopped when it is dropped, and whose function this is.
            raw <- unsafe {
                pin_init_from_closure(move |slot| {
                    setup(slot, Self::expired, class, CodeUsers::own());
                    Ok::<_, Infallible>(())
                })
            },
            value <- value,
        })
    }

    /// What C calls.
    ///
    /// # Safety
    ///
    /// `raw` is that of a `Timer<T>`, which has expired.
    unsafe extern "C" fn expired(raw: *mut bindings::timer_list) {
        // SAFETY: The type begins with C's timer. Dropping it waits for this function.
        T::run(unsafe { &*raw.cast::<Self>() });
    }

    /// Has the timer expire in `delay` ticks, whether it is armed or not. True if it was.
    ///
    /// # Context
    ///
    /// Any but NMI.
    #[inline]
    pub fn arm(&self, delay: Jiffies) -> bool {
        // SAFETY: By the type's invariant the timer is initialised. It is pinned, as there is no other
        // way to a `Timer`, and is stopped before it is gone.
        unsafe { bindings::timer_arm(self.raw.object().get(), delay) != 0 }
    }

    /// Tells whether the timer will expire.
    #[inline]
    pub fn is_armed(&self) -> bool {
        bindings::safe::timer_pending(self.raw.object()) != 0
    }

    /// Stops the timer, and waits for a callback that is running. True if it was armed.
    ///
    /// # Context
    ///
    /// Not in an interrupt handler, not in the callback, and not while a lock is held that the callback
    /// takes. On `PREEMPT_RT` it may sleep.
    #[inline]
    pub fn stop(&self) -> bool {
        bindings::safe::timer_delete_sync(self.raw.object()) != 0
    }
}

impl<T: TimerCallback> Deref for Timer<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

#[pinned_drop]
impl<T: TimerCallback> PinnedDrop for Timer<T> {
    fn drop(self: Pin<&mut Self>) {
        // Nobody else arms it: the callback, which may, has ended when this returns.
        self.stop();
    }
}

#[cfg(CONFIG_KUNIT = "y")]
#[macros::kunit_tests(rust_kernel_timer)]
mod tests {
    use super::{Timer, TimerCallback};
    use crate::{
        prelude::*,
        sync::{
            atomic::{Atomic, Relaxed},
            Arc,
        },
        time::{delay::fsleep, Delta},
    };
    use pin_init::stack_pin_init;

    /// Arms itself forever.
    struct Endless(Arc<Atomic<u32>>);

    impl TimerCallback for Endless {
        fn run(timer: &Timer<Self>) {
            timer.0.add(1u32, Relaxed);
            timer.arm(1);
        }
    }

    #[test]
    fn dropping_stops_one_that_arms_itself() -> Result {
        let calls = Arc::new(Atomic::new(0u32), GFP_KERNEL)?;
        {
            stack_pin_init!(let timer = new_timer!(Endless(calls.clone())));
            timer.arm(0);
            assert!((0..2000).any(|_| {
                fsleep(Delta::from_millis(1));
                calls.load(Relaxed) > 2
            }));
        }
        let seen = calls.load(Relaxed);
        fsleep(Delta::from_millis(30));
        assert_eq!(calls.load(Relaxed), seen);
        Ok(())
    }

    #[test]
    fn the_longest_delay_is_not_the_past() -> Result {
        let calls = Arc::new(Atomic::new(0u32), GFP_KERNEL)?;
        stack_pin_init!(let timer = new_timer!(Endless(calls.clone())));
        timer.arm(usize::MAX);
        fsleep(Delta::from_millis(20));
        assert!(timer.is_armed());
        assert_eq!(calls.load(Relaxed), 0);
        Ok(())
    }
}
