// SPDX-License-Identifier: GPL-2.0-only

//! What a thread and its handle share.
//!
//! # Safety
//!
//! A [`Packet`]'s slot belongs to the thread until it has ended, and to the handle afterwards. Of its
//! references one is the thread's, until its function is called.

#![allow(unsafe_code)]

use super::{
    current::CurrentKthread,
    raw::{Call, Common},
};
use crate::{
    alloc::flags::GFP_KERNEL, error::Result, ffi::c_void, init::InPlaceInit as _, sync::Arc,
};
use core::{cell::UnsafeCell, mem};
use pin_init::{pin_data, pin_init};

/// The function before it is called, and its result afterwards.
enum Slot<F, R> {
    New(F),
    Called,
    Result(R),
}

/// # Invariants
///
/// `common` is the first field. Nobody but the thread uses `slot` until the thread has ended.
#[pin_data]
#[repr(C)]
pub(super) struct Packet<F, R> {
    #[pin]
    common: Common,
    slot: UnsafeCell<Slot<F, R>>,
}

// SAFETY: Function and result may be dropped by any thread.
unsafe impl<F: Send, R: Send> Send for Packet<F, R> {}

// SAFETY: The slot is used by one thread at a time, as the type's invariant has it; the result is made
// by one and taken by another, as is the function.
unsafe impl<F: Send, R: Send> Sync for Packet<F, R> {}

impl<F, R> Packet<F, R>
where
    F: FnOnce(&CurrentKthread) -> R + Send + 'static,
    R: Send + 'static,
{
    /// Makes one of which the thread has a reference, too.
    // In the module whose code the function is.
    #[inline]
    pub(super) fn new(func: F) -> Result<Arc<Self>> {
        let call = Call::own(Self::run);
        // INVARIANT: There is no thread yet.
        let init = pin_init!(Self {
            common <- Common::new(call),
            slot: UnsafeCell::new(Slot::New(func)),
        });
        let packet = Arc::pin_init(init, GFP_KERNEL)?;
        let _ = Arc::into_raw(packet.clone());
        Ok(packet)
    }

    /// What the thread calls.
    ///
    /// # Safety
    ///
    /// `data` must be a packet of [`new`](Self::new), whose reference for the thread was not taken.
    unsafe extern "C" fn run(data: *mut c_void) {
        // SAFETY: The caller promises it.
        let packet = unsafe { Arc::from_raw(data.cast_const().cast::<Self>()) };
        // SAFETY: The slot is the thread's own until it has ended, which `end()` says below.
        let slot = unsafe { &mut *packet.slot.get() };
        if let Slot::New(func) = mem::replace(slot, Slot::Called) {
            // SAFETY: A thread runs this, and `this` does not outlive its function.
            let this = unsafe { CurrentKthread::new() };
            *slot = Slot::Result(func(&this));
        }
        packet.common.end();
    }
}

/// A packet of which nobody knows the function.
pub(super) trait Shared<R>: Send + Sync {
    fn common(&self) -> &Common;

    /// Takes the result out; `None` if the function was never called.
    ///
    /// # Safety
    ///
    /// The thread has ended, and nobody else calls this.
    unsafe fn take(&self) -> Option<R>;

    /// Gives up the thread's reference if its function was never called, and tells whether it was not.
    ///
    /// # Safety
    ///
    /// The thread has ended, or was never created; the caller has a reference of its own, and calls
    /// this once, before [`take`](Self::take).
    unsafe fn take_back(&self) -> bool;
}

impl<F, R> Shared<R> for Packet<F, R>
where
    F: Send + 'static,
    R: Send + 'static,
{
    fn common(&self) -> &Common {
        &self.common
    }

    unsafe fn take(&self) -> Option<R> {
        // SAFETY: The caller promises that the slot belongs to it.
        match mem::replace(unsafe { &mut *self.slot.get() }, Slot::Called) {
            Slot::Result(result) => Some(result),
            _ => None,
        }
    }

    unsafe fn take_back(&self) -> bool {
        // SAFETY: The caller promises that the slot belongs to it.
        let new = matches!(unsafe { &*self.slot.get() }, Slot::New(_));
        if new {
            // SAFETY: `new()` gave a reference away, and the function, which takes it back, was not
            // called. The packet is alive by the caller's own.
            drop(unsafe { Arc::from_raw(self) });
        }
        new
    }
}
