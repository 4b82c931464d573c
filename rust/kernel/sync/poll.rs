// SPDX-License-Identifier: GPL-2.0-only

//! Waiting for files: `poll()`, `select()` and `epoll`.
//!
//! C header: [`include/linux/poll.h`](srctree/include/linux/poll.h)
//!
//! # Safety
//!
//! A wait queue that a poller may be in is not freed before it is empty, and before all RCU sections
//! have ended that could have found it.

#![allow(unsafe_code)]

use super::{rcu, CondVar, LockClassKey};
use crate::{
    alloc::{flags::GFP_KERNEL, AllocError, KBox},
    fs::File,
    str::CStr,
    time::{delay::fsleep, Delta},
    types::{ForeignOwnable, Opaque},
};
use core::{convert::Infallible, marker::PhantomData, mem::offset_of, ops::Deref, pin::Pin};
use pin_init::{pin_data, pin_init, pinned_drop, InPlaceWrite as _, PinInit};

/// Makes a [`PollCondVar`] with a class of its own for each place in the code.
///
/// Takes a name for lockdep, which is the place in the code if left out.
#[macro_export]
macro_rules! new_poll_condvar {
    ($($name:literal)?) => {
        $crate::sync::poll::PollCondVar::new(
            $crate::optional_name!($($name)?),
            $crate::static_lock_class!(),
        )
    };
}

/// What a file is ready for.
///
/// # Examples
///
/// ```
/// use kernel::sync::poll::events;
///
/// /// What the `poll()` of a file says that can be written at any time.
/// fn ready(bytes: usize) -> u32 {
///     if bytes > 0 {
///         events::IN | events::OUT
///     } else {
///         events::OUT
///     }
/// }
///
/// assert_eq!(ready(0) | events::IN, ready(1));
/// ```
pub mod events {
    /// There is something to be read, or the end.
    pub const IN: u32 = bindings::EPOLLIN | bindings::EPOLLRDNORM;
    /// Something can be written.
    pub const OUT: u32 = bindings::EPOLLOUT | bindings::EPOLLWRNORM;
    /// There is something urgent.
    pub const PRI: u32 = bindings::EPOLLPRI;
    /// There was an error.
    pub const ERR: u32 = bindings::EPOLLERR;
    /// The other side is gone.
    pub const HUP: u32 = bindings::EPOLLHUP;
}

/// What a file's `poll()` gets: where to register what the caller waits for.
///
/// # Invariants
///
/// `table` is null, when the caller does not wait, or is valid during `'a`.
#[repr(transparent)]
pub struct PollTable<'a> {
    table: *mut bindings::poll_table,
    _lifetime: PhantomData<&'a bindings::poll_table>,
}

impl<'a> PollTable<'a> {
    /// Takes over the table from C.
    ///
    /// # Safety
    ///
    /// `table` is null, or valid during `'a` and used by nobody else.
    pub unsafe fn from_raw(table: *mut bindings::poll_table) -> Self {
        // INVARIANT: The caller's promise.
        PollTable {
            table,
            _lifetime: PhantomData,
        }
    }

    /// Has the caller of `poll()` woken when `cv` is notified.
    ///
    /// To be called before the file looks whether it is ready.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn register_wait(&self, file: &File, cv: &PollCondVar) {
        // SAFETY:
        // - by the invariant of the table it is null, for which C does nothing, or valid;
        // - the file is alive, and so is the queue, which stays until nobody is in it.
        unsafe { bindings::poll_wait(file.as_ptr(), cv.inner.wait_queue.get(), self.table) };
    }
}

/// A [`CondVar`] that files can be polled for.
///
/// Dropping it tells those that still poll for it, and waits until they are gone: it belongs where the
/// file lives, or longer. Where that may not sleep, there is [`PollCondVarBox`].
///
/// # Examples
///
/// ```
/// use kernel::{fs::File, new_poll_condvar, prelude::*};
/// use kernel::sync::{atomic::{Acquire, Atomic, Release}, poll::{PollCondVar, PollTable}};
///
/// #[pin_data]
/// struct Channel {
///     ready: Atomic<bool>,
///     #[pin]
///     changed: PollCondVar,
/// }
///
/// impl Channel {
///     /// What `poll()` of the file does.
///     fn poll(&self, file: &File, table: PollTable<'_>) -> bool {
///         table.register_wait(file, &self.changed);
///         self.ready.load(Acquire)
///     }
///
///     fn send(&self) {
///         self.ready.store(true, Release);
///         self.changed.notify_all();
///     }
/// }
///
/// let channel = KBox::pin_init(
///     pin_init!(Channel {
///         ready: Atomic::new(false),
///         changed <- new_poll_condvar!("channel"),
///     }),
///     GFP_KERNEL,
/// )?;
/// channel.send();
/// assert!(channel.ready.load(Acquire));
/// # let _ = Channel::poll;
/// # Ok::<(), Error>(())
/// ```
#[pin_data(PinnedDrop)]
#[repr(transparent)]
pub struct PollCondVar {
    #[pin]
    inner: CondVar,
}

impl PollCondVar {
    /// Makes one where nobody waits. [`new_poll_condvar!`](crate::new_poll_condvar) fills in the
    /// arguments.
    pub fn new(name: &'static CStr, key: Pin<&'static LockClassKey>) -> impl PinInit<Self> {
        pin_init!(Self {
            inner <- CondVar::new(name, key),
        })
    }

    /// Tells those who poll that the queue goes away, and whether it is empty afterwards.
    ///
    /// `epoll` leaves the queue at once. `poll()` and `select()` leave it when they end.
    fn retire(&self) -> bool {
        if self.is_empty() {
            return true;
        }
        bindings::safe::__wake_up_pollfree(&self.inner.wait_queue);
        self.is_empty()
    }

    /// Tells whether nobody is in the queue.
    fn is_empty(&self) -> bool {
        bindings::safe::waitqueue_active(&self.inner.wait_queue) == 0
    }
}

impl Deref for PollCondVar {
    type Target = CondVar;

    fn deref(&self) -> &CondVar {
        &self.inner
    }
}

#[pinned_drop]
impl PinnedDrop for PollCondVar {
    fn drop(self: Pin<&mut Self>) {
        while !self.retire() {
            fsleep(Delta::from_millis(1));
        }
        // Who has just left the queue may still have it in hand, in an RCU section.
        rcu::synchronize_rcu();
    }
}

/// A [`PollCondVar`] in memory of its own, which can be dropped where sleeping is not allowed.
///
/// If a `poll()` still waits for it then, C warns, and the memory is never freed.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, static_lock_class, sync::poll::PollCondVarBox};
///
/// let changed = PollCondVarBox::new(c"changed", static_lock_class!())?;
/// changed.notify_all();
/// drop(changed);
/// # Ok::<(), Error>(())
/// ```
///
/// # Invariants
///
/// `inner` points to an object in memory of a [`KBox`] that this value owns, and that does not move.
pub struct PollCondVarBox {
    inner: *mut PollCondVarBoxInner,
}

/// C's `struct poll_wait_box`.
#[pin_data]
#[repr(C)]
struct PollCondVarBoxInner {
    #[pin]
    inner: CondVar,
    #[pin]
    rcu: Opaque<bindings::callback_head>,
}

const _: () = {
    use bindings::poll_wait_box as C;
    assert!(size_of::<PollCondVarBoxInner>() == size_of::<C>());
    assert!(offset_of!(PollCondVarBoxInner, inner) == offset_of!(C, queue));
    assert!(offset_of!(PollCondVarBoxInner, rcu) == offset_of!(C, rcu));
};

// SAFETY: The object goes along: a `CondVar`, which may, and a head that C alone uses, and only when
// there are no references any more.
unsafe impl Send for PollCondVarBox {}

// SAFETY: As for `Send`; a `CondVar` may be shared.
unsafe impl Sync for PollCondVarBox {}

impl PollCondVarBox {
    /// Makes one where nobody waits.
    ///
    /// # Errors
    ///
    /// [`AllocError`] without memory.
    ///
    /// # Context
    ///
    /// May sleep: the memory is allocated with `GFP_KERNEL`.
    pub fn new(name: &'static CStr, key: Pin<&'static LockClassKey>) -> Result<Self, AllocError> {
        let memory = KBox::<PollCondVarBoxInner>::new_uninit(GFP_KERNEL)?;
        let Ok(inner) = memory.write_pin_init::<Infallible>(pin_init!(PollCondVarBoxInner {
            inner <- CondVar::new(name, key),
            rcu: Opaque::uninit(),
        }));
        // INVARIANT: The box is given away.
        Ok(Self {
            inner: inner.into_foreign().cast(),
        })
    }
}

impl Deref for PollCondVarBox {
    type Target = PollCondVar;

    fn deref(&self) -> &PollCondVar {
        // SAFETY: By the type's invariant the object is alive. It begins with a `CondVar`, over which a
        // `PollCondVar` is transparent; the invariants are the same until that is dropped, which a
        // reference does not do.
        unsafe { &*self.inner.cast() }
    }
}

impl Drop for PollCondVarBox {
    fn drop(&mut self) {
        if !self.retire() {
            return;
        }
        // SAFETY: By the type's invariant the object is there, in memory of `kmalloc()`. It is a
        // `poll_wait_box`, as asserted above, and has nothing to be dropped. Nobody has a reference, and
        // nobody is in the queue; who has just left it is in an RCU section, for which C waits.
        unsafe { bindings::free_poll_wait_box(self.inner.cast()) };
    }
}
