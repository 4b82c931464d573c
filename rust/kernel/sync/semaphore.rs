// SPDX-License-Identifier: GPL-2.0-only

//! Counting semaphores.
//!
//! C header: [`include/linux/semaphore.h`](srctree/include/linux/semaphore.h)

use super::raw::Shared;
use crate::{
    error::{to_result, Result},
    ffi::{c_int, c_long},
    task::MAX_SCHEDULE_TIMEOUT,
    time::Jiffies,
};
use core::mem;
use pin_init::{pin_data, pin_init, PinInit};

/// A number of permits that tasks take and give back.
///
/// For a resource of which there are several, or one that is taken by one task and given back by
/// another. Where a task has something for itself, a [`Mutex`](super::Mutex) is better: lockdep
/// knows who has it.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::Semaphore};
///
/// // The device takes two requests at a time.
/// let slots = KBox::pin_init(Semaphore::new(2), GFP_KERNEL)?;
/// let first = slots.acquire();
/// let second = slots.acquire_interruptible()?;
/// assert!(slots.try_acquire().is_none());
/// drop(first);
///
/// // Somebody else gives this one back: an interrupt handler, say.
/// second.leave();
/// slots.release();
/// assert!(slots.try_acquire().is_some());
/// # Ok::<(), Error>(())
/// ```
#[pin_data]
pub struct Semaphore {
    #[pin]
    inner: Shared<bindings::semaphore>,
}

impl Semaphore {
    /// Makes one with `permits` permits; more than `i32::MAX` count as so many.
    #[inline]
    pub fn new(permits: u32) -> impl PinInit<Self> {
        let permits = c_int::try_from(permits).unwrap_or(c_int::MAX);
        pin_init!(Self {
            inner <- Shared::semaphore(permits),
        })
    }

    fn permit(&self) -> Permit<'_> {
        Permit { semaphore: self }
    }

    /// Takes a permit, and waits for one if need be. Signals do not disturb.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn acquire(&self) -> Permit<'_> {
        bindings::safe::down(&self.inner);
        self.permit()
    }

    /// Takes a permit, and waits until there is one or a signal arrives.
    ///
    /// # Errors
    ///
    /// `EINTR` if a signal is pending.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn acquire_interruptible(&self) -> Result<Permit<'_>> {
        to_result(bindings::safe::down_interruptible(&self.inner))?;
        Ok(self.permit())
    }

    /// Takes a permit, and waits until there is one or the task is killed.
    ///
    /// # Errors
    ///
    /// `EINTR` if the task is being killed.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn acquire_killable(&self) -> Result<Permit<'_>> {
        to_result(bindings::safe::down_killable(&self.inner))?;
        Ok(self.permit())
    }

    /// Takes a permit, and waits for one no longer than `jiffies`.
    ///
    /// # Errors
    ///
    /// `ETIME` if there was none in time.
    ///
    /// # Context
    ///
    /// May sleep.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{prelude::*, sync::Semaphore, time::msecs_to_jiffies};
    ///
    /// let none = KBox::pin_init(Semaphore::new(0), GFP_KERNEL)?;
    /// assert_eq!(none.acquire_timeout(msecs_to_jiffies(1)).err(), Some(ETIME));
    /// # Ok::<(), Error>(())
    /// ```
    #[inline]
    pub fn acquire_timeout(&self, jiffies: Jiffies) -> Result<Permit<'_>> {
        let timeout = c_long::try_from(jiffies).unwrap_or(MAX_SCHEDULE_TIMEOUT);
        to_result(bindings::safe::down_timeout(&self.inner, timeout))?;
        Ok(self.permit())
    }

    /// Takes a permit if there is one.
    ///
    /// # Context
    ///
    /// Any but NMI.
    #[inline]
    pub fn try_acquire(&self) -> Option<Permit<'_>> {
        let busy = bindings::safe::down_trylock(&self.inner);
        (busy == 0).then(|| self.permit())
    }

    /// Gives a permit, whether one was taken or not.
    ///
    /// # Context
    ///
    /// Any but NMI.
    #[inline]
    pub fn release(&self) {
        // Nobody needs to have taken a permit.
        bindings::safe::up(&self.inner);
    }
}

/// A permit of a [`Semaphore`]. Dropping it gives it back.
#[must_use = "the permit is given back at once if it is unused"]
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
}

impl Permit<'_> {
    /// Leaves the permit taken. Somebody else gives it back, by [`Semaphore::release`].
    pub fn leave(self) {
        mem::forget(self);
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.release();
    }
}
