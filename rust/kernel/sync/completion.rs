// SPDX-License-Identifier: GPL-2.0-only

//! Waiting for something that happens once.
//!
//! C header: [`include/linux/completion.h`](srctree/include/linux/completion.h)

use super::raw::Shared;
#[cfg(not(testlib))]
use crate::{
    error::{to_result, Result},
    task::MAX_SCHEDULE_TIMEOUT,
    time::Jiffies,
};
use pin_init::{pin_data, pin_init, PinInit};

/// Something that happens once, and that any number of tasks may wait for.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::{Arc, Completion}};
///
/// let ready = Arc::pin_init(Completion::new(), GFP_KERNEL)?;
/// // Usually some other task, or an interrupt handler, does this.
/// ready.complete_all();
/// ready.wait_for_completion();
/// # Ok::<(), Error>(())
/// ```
#[pin_data]
pub struct Completion {
    #[pin]
    inner: Shared<bindings::completion>,
}

impl Completion {
    /// Makes one that has not happened yet.
    #[inline]
    pub fn new() -> impl PinInit<Self> {
        pin_init!(Self {
            inner <- Shared::completion(),
        })
    }

    /// Declares that it has happened: wakes all who wait, and nobody waits any more.
    ///
    /// # Context
    ///
    /// Any but NMI; on `PREEMPT_RT` not in a hard interrupt handler. Takes a raw spin lock with interrupts
    /// off.
    #[inline]
    pub fn complete_all(&self) {
        bindings::safe::complete_all(&self.inner);
    }

    /// Waits until it has happened, and signals do not disturb.
    ///
    /// What the completing task did before is visible afterwards.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn wait_for_completion(&self) {
        bindings::safe::wait_for_completion(&self.inner);
    }

    /// Waits until it has happened or a signal arrives.
    ///
    /// # Errors
    ///
    /// `ERESTARTSYS` if a signal came first.
    ///
    /// # Context
    ///
    /// May sleep.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{prelude::*, sync::Completion};
    ///
    /// let ready = KBox::pin_init(Completion::new(), GFP_KERNEL)?;
    /// // Not even for a tick more.
    /// assert_eq!(ready.wait_for_completion_timeout(1), 0);
    /// ready.complete_all();
    /// ready.wait_for_completion_interruptible()?;
    /// ready.wait_for_completion_killable()?;
    /// # Ok::<(), Error>(())
    /// ```
    #[cfg(not(testlib))]
    #[inline]
    pub fn wait_for_completion_interruptible(&self) -> Result {
        to_result(bindings::safe::wait_for_completion_interruptible(
            &self.inner,
        ))
    }

    /// Waits until it has happened or the task is killed.
    ///
    /// # Errors
    ///
    /// `ERESTARTSYS` if the task was killed first.
    ///
    /// # Context
    ///
    /// May sleep.
    #[cfg(not(testlib))]
    #[inline]
    pub fn wait_for_completion_killable(&self) -> Result {
        to_result(bindings::safe::wait_for_completion_killable(&self.inner))
    }

    /// Waits until it has happened or `timeout` jiffies have passed, and signals do not disturb.
    ///
    /// Returns how many jiffies are left, at least one, or 0 if it has not happened.
    ///
    /// # Context
    ///
    /// May sleep.
    #[cfg(not(testlib))]
    #[inline]
    pub fn wait_for_completion_timeout(&self, timeout: Jiffies) -> Jiffies {
        // C's scheduler takes a signed number.
        let timeout = timeout.min(MAX_SCHEDULE_TIMEOUT as Jiffies);
        bindings::safe::wait_for_completion_timeout(&self.inner, timeout)
    }
}
