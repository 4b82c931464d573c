// SPDX-License-Identifier: GPL-2.0-only

//! Small data that readers copy without a lock, and copy again if somebody wrote meanwhile.
//!
//! C header: [`include/linux/seqlock.h`](srctree/include/linux/seqlock.h)
//!
//! # Safety
//!
//! The data of a [`SeqLock`] is read and written by volatile copies. A copy is taken for a value only if
//! the sequence says that nobody wrote while it was made.

#![allow(unsafe_code)]

use super::{lock::held, watch, LockClassKey};
use crate::{
    ffi::c_uint,
    str::{CStr, CStrExt as _},
    types::ScopeGuard,
};
use bindings::live::Live;
use core::{cell::UnsafeCell, mem::MaybeUninit, pin::Pin};
use pin_init::{pin_data, pin_init, PinInit};

/// Makes a [`SeqLock`] with a class of its own for each place in the code.
///
/// Takes the value, and a name for lockdep, which is the place in the code if left out.
#[macro_export]
macro_rules! new_seqlock {
    ($inner:expr $(, $name:literal)? $(,)?) => {
        $crate::sync::SeqLock::new(
            $inner,
            $crate::optional_name!($($name)?),
            $crate::static_lock_class!(),
        )
    };
}
pub use new_seqlock;

/// Small data that is read often and changed rarely.
///
/// Readers never keep a writer waiting: they copy the data, and again if it was changed meanwhile.
/// Writers exclude each other by a spin lock.
///
/// # Invariants
///
/// `inner` was initialised by `seqlock_init()`. `data` holds a value, and is only written by who has the
/// lock, while the sequence is odd.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::new_seqlock};
///
/// #[derive(Clone, Copy)]
/// struct Sample {
///     taken: u64,
///     celsius: i32,
/// }
///
/// let last = KBox::pin_init(new_seqlock!(Sample { taken: 0, celsius: 0 }, "sample"), GFP_KERNEL)?;
/// last.update(|sample| {
///     sample.taken += 1;
///     sample.celsius = 21;
/// });
/// let seen = last.read();
/// assert_eq!((seen.taken, seen.celsius), (1, 21));
/// # Ok::<(), Error>(())
/// ```
#[pin_data]
pub struct SeqLock<T: Copy> {
    #[pin]
    inner: Live<bindings::seqlock_t>,
    data: UnsafeCell<T>,
}

// SAFETY: The data goes along; C's lock is bound to no task while nobody holds it.
unsafe impl<T: Copy + Send> Send for SeqLock<T> {}

// SAFETY: Those who share it get copies, as if they were sent to them (`Send`), and no references.
unsafe impl<T: Copy + Send> Sync for SeqLock<T> {}

impl<T: Copy> SeqLock<T> {
    /// Makes one that holds `value`. [`new_seqlock!`] fills in the rest.
    pub fn new(
        value: T,
        name: &'static CStr,
        key: Pin<&'static LockClassKey>,
    ) -> impl PinInit<Self> {
        // INVARIANT: `seqlock_init()` runs on the field.
        pin_init!(Self {
            // SAFETY: `seqlock_init()` writes the whole object. The name and the key live forever, and a
            // `LockClassKey` is known to lockdep.
            inner <- unsafe {
                Live::init(|slot| {
                    bindings::seqlock_init_with_key(slot, name.as_char_ptr(), key.as_ptr())
                })
            },
            data: UnsafeCell::new(value),
        })
    }

    /// A copy that may be half of one value and half of another.
    fn copy(&self) -> MaybeUninit<T> {
        // SAFETY: The memory is valid. A writer may write it at the same time, by volatile accesses as
        // this one is, which C's model of memory allows; no assumption is made about the result.
        unsafe { watch::read_volatile(self.data.get().cast::<MaybeUninit<T>>()) }
    }

    /// A copy, and whether nobody wrote since `sequence` was read.
    fn copy_at(&self, sequence: c_uint) -> Option<T> {
        let copy = self.copy();
        if bindings::safe::read_seqretry(&self.inner, sequence) != 0 {
            return None;
        }
        // SAFETY: Nobody wrote while the copy was made, so that it is the value.
        Some(unsafe { copy.assume_init() })
    }

    /// The value.
    ///
    /// # Context
    ///
    /// Any that no writer can be interrupted by: a reader in an interrupt handler would wait forever
    /// for a writer on its own processor. On `PREEMPT_RT` a reader may wait for the writers' lock, which
    /// sleeps: not in a hard interrupt handler, nor with interrupts off.
    pub fn read(&self) -> T {
        loop {
            // The function waits until nobody writes.
            let sequence = bindings::safe::read_seqbegin(&self.inner);
            if let Some(value) = self.copy_at(sequence) {
                return value;
            }
        }
    }

    /// Changes the value. Readers see all of the change or nothing of it.
    ///
    /// `f` works on a copy.
    ///
    /// # Context
    ///
    /// Takes a spin lock. `f` must not sleep, and must not read or change the same value.
    pub fn update<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        bindings::safe::write_seqlock(&self.inner);
        // The address stands for the lock that is in there.
        let lock = self.inner.get().cast();
        held::enter(lock);
        let _unlock = ScopeGuard::new(|| {
            held::leave(lock);
            // SAFETY: The lock was taken above, by this context.
            unsafe { bindings::write_sequnlock(self.inner.get()) }
        });
        // SAFETY: This context has the lock, so that nobody writes, and by the type's invariant the
        // memory holds a value. Others only read it.
        let mut value = unsafe { *self.data.get() };
        let result = f(&mut value);
        // SAFETY: This context has the lock, and the sequence is odd: readers throw away what they
        // copy meanwhile. A value is written.
        unsafe { watch::write_volatile(self.data.get(), value) };
        result
    }
}
