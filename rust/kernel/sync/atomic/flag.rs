// SPDX-License-Identifier: GPL-2.0-only

//! A flag that every processor exchanges well.

use super::{ordering, Atomic, Flag};

/// A flag of the size that every processor exchanges well.
///
/// An `Atomic<bool>` takes one byte, but on some processors exchanging a byte takes a loop over the
/// word around it. Where memory is no concern, this is the better flag.
///
/// # Examples
///
/// ```
/// use kernel::sync::atomic::{AtomicFlag, Full, Relaxed};
///
/// let mut claimed = AtomicFlag::new(false);
/// assert!(!claimed.xchg(true, Full));
/// assert!(claimed.xchg(true, Full));
/// assert_eq!(claimed.cmpxchg(false, true, Relaxed), Err(true));
/// *claimed.get_mut() = false;
/// assert!(!claimed.load(Relaxed));
/// ```
pub struct AtomicFlag(Atomic<Flag>);

impl AtomicFlag {
    /// Makes a flag.
    pub const fn new(b: bool) -> Self {
        AtomicFlag(Atomic::new(Flag::new(b)))
    }

    /// Borrows the flag while nobody else has it.
    pub fn get_mut(&mut self) -> &mut bool {
        self.0.get_mut().value_mut()
    }

    /// As [`Atomic::load`].
    #[inline(always)]
    pub fn load<Ordering: ordering::AcquireOrRelaxed>(&self, o: Ordering) -> bool {
        self.0.load(o).value()
    }

    /// As [`Atomic::store`].
    #[inline(always)]
    pub fn store<Ordering: ordering::ReleaseOrRelaxed>(&self, v: bool, o: Ordering) {
        self.0.store(Flag::new(v), o);
    }

    /// As [`Atomic::xchg`].
    #[inline(always)]
    pub fn xchg<Ordering: ordering::Ordering>(&self, new: bool, o: Ordering) -> bool {
        self.0.xchg(Flag::new(new), o).value()
    }

    /// As [`Atomic::cmpxchg`].
    ///
    /// # Errors
    ///
    /// What was there instead of `old`.
    #[inline(always)]
    #[must_use = "the value may not have been written"]
    pub fn cmpxchg<Ordering: ordering::Ordering>(
        &self,
        old: bool,
        new: bool,
        o: Ordering,
    ) -> Result<bool, bool> {
        match self.0.cmpxchg(Flag::new(old), Flag::new(new), o) {
            Ok(flag) => Ok(flag.value()),
            Err(flag) => Err(flag.value()),
        }
    }
}
