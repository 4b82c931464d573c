// SPDX-License-Identifier: GPL-2.0-only

//! Who parks a thread, who lets it go on, and when it has ended.

use super::{
    raw::{Call, Thread},
    CurrentKthread,
};
use crate::{
    error::{
        code::{EBUSY, EDEADLK, ESRCH},
        Result,
    },
    sync::{
        atomic::{Acquire, Atomic, Full, Release},
        Completion,
    },
    time::{delay::fsleep, Delta},
};
use pin_init::{pin_data, pin_init, PinInit};

/// The thread may be parked, or end.
const RUNS: u32 = 0;
/// Somebody is about to park the thread, or to let it go on.
const CHANGES: u32 = 1;
/// The thread is parked.
const PARKED: u32 = 2;
/// The function has returned, and the thread is not parked any more.
const ENDED: u32 = 3;

/// What a thread and its handle share, whatever the function is.
///
/// # Invariants
///
/// `state` is `ENDED` from when the thread has taken leave of who may park it.
#[pin_data]
pub(super) struct Common {
    call: Call,
    state: Atomic<u32>,
    #[pin]
    done: Completion,
}

impl Common {
    pub(super) fn new(call: Call) -> impl PinInit<Self> {
        // INVARIANT: The thread does not exist yet.
        pin_init!(Self {
            call,
            state: Atomic::new(RUNS),
            done <- Completion::new(),
        })
    }

    /// What the thread calls.
    #[inline]
    pub(super) fn call(&self) -> Call {
        self.call
    }

    /// Called by the thread when its function has returned: whoever parks it is not left waiting.
    #[inline(never)]
    pub(super) fn end(&self, this: &CurrentKthread) {
        // INVARIANT: Who finds `RUNS` parks the thread, unless this is faster.
        while self.state.cmpxchg(RUNS, ENDED, Full).is_err() {
            if this.should_park() {
                this.park();
            } else {
                fsleep(Delta::from_millis(1));
            }
        }
        self.done.complete_all();
    }

    pub(super) fn has_ended(&self) -> bool {
        self.state.load(Acquire) == ENDED
    }

    /// Waits until the function has returned.
    pub(super) fn wait(&self) {
        self.done.wait_for_completion();
    }

    #[inline(never)]
    pub(super) fn park(&self, thread: &Thread) -> Result {
        if thread.is_current() {
            return Err(EDEADLK);
        }
        match self.state.cmpxchg(RUNS, CHANGES, Full) {
            Ok(_) => (),
            Err(ENDED) => return Err(ESRCH),
            Err(_) => return Err(EBUSY),
        }
        // It does not end without waiting for the state to change, and nobody else parks it.
        let parked = thread.park();
        let state = if parked.is_ok() { PARKED } else { RUNS };
        self.state.store(state, Release);
        parked
    }

    #[inline(never)]
    pub(super) fn unpark(&self, thread: &Thread) {
        if self.state.cmpxchg(PARKED, CHANGES, Full).is_ok() {
            thread.unpark();
            self.state.store(RUNS, Release);
        }
    }

    /// Asks the thread to stop and waits until it has ended; its function may never have been called.
    ///
    /// Meanwhile nobody parks it, or lets it go on.
    #[inline(never)]
    pub(super) fn stop(&self, thread: &Thread) {
        // C lets a parked thread go on when it is stopped.
        let _ = self.state.cmpxchg(PARKED, RUNS, Full);
        // The slot says what became of the function.
        let _ = thread.stop();
    }
}
