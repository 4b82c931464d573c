// SPDX-License-Identifier: GPL-2.0-only

//! What a disk is to do.
//!
//! C owns a request until it queues it, and again when it was ended. In between it counts references, in
//! memory that C keeps behind each request, and the last reference ends it one way or the other.
//!
//! # Safety
//!
//! A request is ended once for each time that it was queued, by whoever takes the last reference out of
//! its state, or by [`queued`](Request::queued) if that happens while it runs.

#![allow(unsafe_code)]

use super::Operations;
use crate::{
    error::{
        code::{EBUSY, EIO, ENOMEM},
        Error, Result,
    },
    ffi::c_int,
    sync::{
        aref::{ARef, AlwaysRefCounted},
        atomic::{
            ordering::{Acquire, Full, Relaxed},
            Atomic,
        },
    },
    types::Opaque,
};
use core::{marker::PhantomData, ptr::NonNull};

/// `queue_rq()` is running.
const QUEUEING: u64 = 1;
/// The request was ended while `queue_rq()` was running.
const ENDED: u64 = 2;
/// `complete()` was called.
const COMPLETING: u64 = 4;
/// A reference. What is above the flags is their number, of which there are never too many.
const REFERENCE: u64 = 8;
/// What `queue_rq()` begins with.
const NEW: u64 = QUEUEING | REFERENCE;

/// What C keeps behind a request for us. Zeroes, as C makes it, are a request that C owns.
pub(super) struct State(Atomic<u64>);

/// What a disk is to do, while the driver works on it.
///
/// # Invariants
///
/// The C object is a request that was queued and not ended, of a tag set whose driver is `T`. Its
/// [`State`] counts the references.
#[repr(transparent)]
pub struct Request<T>(Opaque<bindings::request>, PhantomData<T>);

// SAFETY: A request may be ended in any thread.
unsafe impl<T: Operations> Send for Request<T> {}

// SAFETY: A shared reference gives access to nothing but the state, which is atomic.
unsafe impl<T: Operations> Sync for Request<T> {}

impl<T: Operations> Request<T> {
    /// Ends a request, successfully.
    ///
    /// # Errors
    ///
    /// If there are other references, that one is returned.
    pub fn end_ok(this: ARef<Self>) -> Result<(), ARef<Self>> {
        let state = this.state();
        // A request that takes no time is ended before `queue_rq()` is.
        if state.load(Relaxed) == NEW && state.cmpxchg(NEW, QUEUEING | ENDED, Full).is_ok() {
            let _ = ARef::into_raw(this);
            return Ok(());
        }
        Self::end_later(this)
    }

    /// The part of [`end_ok`](Self::end_ok) for all states.
    #[inline(never)]
    fn end_later(this: ARef<Self>) -> Result<(), ARef<Self>> {
        let state = this.state();
        let mut seen = state.load(Relaxed);
        loop {
            if seen / REFERENCE != 1 {
                return Err(this);
            }
            let next = if seen & QUEUEING == 0 {
                0
            } else {
                QUEUEING | ENDED
            };
            match state.cmpxchg(seen, next, Full) {
                Ok(_) => break,
                Err(now) => seen = now,
            }
        }
        let rq = ARef::into_raw(this).as_ptr().cast();
        if seen & QUEUEING == 0 {
            // SAFETY: This was the only reference, and the state says that C owns the request.
            unsafe { bindings::blk_mq_end_request(rq, 0) };
        }
        Ok(())
    }

    /// Has [`Operations::complete`] called, on the processor that the request comes from.
    ///
    /// Once is enough: a second call does nothing.
    ///
    /// # Context
    ///
    /// Any but NMI.
    pub fn complete(this: ARef<Self>) {
        let state = this.state();
        let mut seen = state.load(Relaxed);
        while seen & COMPLETING == 0 {
            match state.cmpxchg(seen, seen | COMPLETING, Relaxed) {
                Ok(_) => {
                    let ptr = ARef::into_raw(this);
                    // SAFETY: The request is under way, and this is the only call for it. If C did
                    // nothing with the pointer, the reference is still there.
                    let left = unsafe {
                        let taken = bindings::blk_mq_complete_request_remote(ptr.as_ptr().cast());
                        (!taken).then(|| ARef::from_raw(ptr))
                    };
                    if let Some(request) = left {
                        T::complete(request);
                    }
                    return;
                }
                Err(now) => seen = now,
            }
        }
    }

    /// A request for which C calls `complete()`.
    ///
    /// # Safety
    ///
    /// C calls this once for a request that it got by [`complete`](Self::complete).
    pub(super) unsafe fn completed(rq: *mut bindings::request) -> ARef<Self> {
        // SAFETY: The caller promises such a request, which has the reference that `complete()` gave
        // away. C does not call with null.
        unsafe { ARef::from_raw(NonNull::new_unchecked(rq.cast())) }
    }

    /// Takes a request from C, and calls `f` with it. Returns what C wants to know.
    ///
    /// # Safety
    ///
    /// C has just queued the request, to a disk with a tag set of `T`'s.
    pub(super) unsafe fn queued(
        rq: *mut bindings::request,
        f: impl FnOnce(ARef<Self>) -> Result,
    ) -> bindings::blk_status_t {
        // INVARIANT: There is one reference, that which `f` gets.
        // SAFETY: By the caller's promise the request is there, and not null: C has queued it and not
        // started it. The reference is the one that is counted here.
        let (state, request) = unsafe {
            let state = Self::state_of(rq);
            state.store(NEW, Relaxed);
            bindings::blk_mq_start_request(rq);
            (state, ARef::from_raw(NonNull::new_unchecked(rq.cast())))
        };
        let result = f(request);

        let seen = state.load(Acquire);
        if seen == QUEUEING | ENDED {
            // Without references nobody else changes the state.
            state.store(0, Relaxed);
            // SAFETY: The request was started, and nobody but this function ends it.
            unsafe { bindings::blk_mq_end_request(rq, 0) };
            return 0;
        }
        // SAFETY: By the caller's promise the request was queued, and `f` has had it.
        unsafe { Self::left(rq, seen, result) }
    }

    /// What [`queued`](Self::queued) returns if the driver has not just ended the request.
    ///
    /// # Safety
    ///
    /// C has queued the request, which the driver was given.
    #[inline(never)]
    unsafe fn left(
        rq: *mut bindings::request,
        mut seen: u64,
        result: Result,
    ) -> bindings::blk_status_t {
        // SAFETY: By the caller's promise.
        let state = unsafe { Self::state_of(rq) };
        while seen >= REFERENCE {
            match state.cmpxchg(seen, seen & !QUEUEING, Full) {
                // Whoever has the references ends the request.
                Ok(_) => return 0,
                Err(now) => seen = now,
            }
        }
        // Without references nobody else changes the state.
        state.store(0, Relaxed);
        if seen & ENDED != 0 {
            // SAFETY: The request was started, and nobody but this function ends it.
            unsafe { bindings::blk_mq_end_request(rq, 0) };
            return 0;
        }
        let error = result.err().unwrap_or(EIO);
        // C would take `EBUSY` for a promise to run the queue when there is less to do. It runs the queue by
        // itself if memory is short.
        status(if error == EBUSY { ENOMEM } else { error })
    }

    fn state(&self) -> &Atomic<u64> {
        // SAFETY: By the type's invariant.
        unsafe { Self::state_of(self.0.get()) }
    }

    /// # Safety
    ///
    /// The request is one of a tag set of `T`'s, and not freed during `'a`.
    unsafe fn state_of<'a>(rq: *mut bindings::request) -> &'a Atomic<u64> {
        // SAFETY: The tag set asked C for the memory, which is behind the request, aligned as that, and
        // zero at first.
        unsafe { &(*bindings::blk_mq_rq_to_pdu(rq).cast::<State>()).0 }
    }
}

// SAFETY: A request that was not ended stays where it is, and a request with references is not ended.
// There is no way to own one but by such a reference.
unsafe impl<T: Operations> AlwaysRefCounted for Request<T> {
    fn inc_ref(&self) {
        self.state().add(REFERENCE, Relaxed);
    }

    unsafe fn dec_ref(obj: NonNull<Self>) {
        let rq = obj.as_ptr().cast();
        // SAFETY: The caller owns a reference, so that the request is there.
        let state = unsafe { Self::state_of(rq) };
        let before = state.fetch_sub(REFERENCE, Full);
        if before & QUEUEING == 0 && before / REFERENCE == 1 {
            // SAFETY: That was the last reference, and the state has no other, so that nobody else ends
            // the request. It was started when it was queued.
            unsafe { bindings::blk_mq_end_request(rq, status(EIO)) };
        }
    }
}

/// C's status for an error.
fn status(error: Error) -> bindings::blk_status_t {
    let errno: c_int = error.to_errno();
    // SAFETY: The function takes any number.
    unsafe { bindings::errno_to_blk_status(errno) }
}
