// SPDX-License-Identifier: GPL-2.0-only

//! C's objects that tasks share, and sections that a task begins and ends.
//!
//! # Safety
//!
//! A [`Shared`] object is initialised, stays where it is, and may be used by any task. A [`Section`], or a
//! [`SrcuSection`], was begun by the context that has it, and ends with it.

#![allow(unsafe_code)]

use super::{
    atomic::Atomic,
    interrupt::{self, LocalInterruptDisabled},
    LockClassKey,
};
use crate::{
    error::{to_result, Error},
    ffi::c_int,
    str::{CStr, CStrExt as _},
    task::{TASK_FREEZABLE, TASK_INTERRUPTIBLE, TASK_NORMAL, TASK_UNINTERRUPTIBLE},
    types::{NotThreadSafe, Opaque, ScopeGuard},
};
use bindings::live::Live;
use core::{marker::PhantomData, mem, ops::Deref, pin::Pin, ptr};
use pin_init::{pin_data, pin_init, pinned_drop, try_pin_init, PinInit};

/// A type of C's, whose objects any task may use.
///
/// # Safety
///
/// An object is bound to no task, and C's functions that take one look after other tasks that use it, by
/// a lock of its own or by atomic operations.
pub(super) unsafe trait AnyTask {}

// SAFETY: A `completion` has a lock of its own.
unsafe impl AnyTask for bindings::completion {}
// SAFETY: A `semaphore` has a lock of its own, and no owner.
unsafe impl AnyTask for bindings::semaphore {}
// SAFETY: A wait queue has a lock of its own.
unsafe impl AnyTask for bindings::wait_queue_head {}
// SAFETY: A domain of readers has locks of its own, and counts for each processor.
unsafe impl AnyTask for bindings::srcu_struct {}
// SAFETY: A count is changed by atomic operations.
unsafe impl AnyTask for bindings::refcount_t {}

/// An object of C that any task may use.
#[pin_data]
#[repr(transparent)]
pub(super) struct Shared<T> {
    #[pin]
    object: Live<T>,
}

// SAFETY: By the contract of `AnyTask`.
unsafe impl<T: AnyTask> Send for Shared<T> {}

// SAFETY: As above: a shared reference is good for C's functions.
unsafe impl<T: AnyTask> Sync for Shared<T> {}

impl<T> Deref for Shared<T> {
    type Target = Live<T>;

    #[inline(always)]
    fn deref(&self) -> &Live<T> {
        &self.object
    }
}

impl Shared<bindings::completion> {
    /// Something that has not happened yet.
    #[inline]
    pub(super) fn completion() -> impl PinInit<Self> {
        pin_init!(Self {
            // SAFETY: `init_completion()` writes the whole object and needs nothing but its memory.
            object <- unsafe { Live::init(|slot| bindings::init_completion(slot)) },
        })
    }
}

impl Shared<bindings::semaphore> {
    /// A semaphore with as many permits.
    #[inline]
    pub(super) fn semaphore(permits: c_int) -> impl PinInit<Self> {
        pin_init!(Self {
            // SAFETY: `sema_init()` writes the whole object and needs nothing but its memory.
            object <- unsafe { Live::init(|slot| bindings::sema_init(slot, permits)) },
        })
    }
}

impl Shared<bindings::refcount_t> {
    /// A count of as many references.
    #[inline]
    pub(super) const fn count(value: i32) -> Self {
        // As C's `REFCOUNT_INIT()`.
        Shared {
            // SAFETY: A `refcount_t` is one `atomic_t`, which is one `int`; the compiler compares the
            // sizes. Any number is a count.
            object: unsafe { mem::transmute::<i32, Live<bindings::refcount_t>>(value) },
        }
    }

    /// The count as a number.
    #[inline]
    pub(super) fn number(&self) -> &Atomic<i32> {
        // SAFETY: The object is one `int`, which C accesses by atomic operations. It is borrowed as long
        // as the result, and any number is a count.
        unsafe { Atomic::from_ptr(self.get().cast()) }
    }
}

/// A state of tasks that sleep until they are woken.
#[derive(Clone, Copy)]
pub(super) struct Asleep(c_int);

impl Asleep {
    /// Signals do not disturb.
    pub(super) const UNINTERRUPTIBLE: Self = Self(TASK_UNINTERRUPTIBLE);
    /// Signals wake.
    pub(super) const INTERRUPTIBLE: Self = Self(TASK_INTERRUPTIBLE);
    /// Signals wake, and the task may be frozen.
    pub(super) const FREEZABLE: Self = Self(TASK_INTERRUPTIBLE | TASK_FREEZABLE);
}

/// States that the current task stays awake.
#[cfg(not(testlib))]
pub(super) fn stay_awake() {
    // SAFETY: A task may always say that it runs.
    unsafe { bindings::set_current_state(bindings::TASK_RUNNING as _) };
}

/// Tells whether a signal waits for the current task.
#[inline]
pub(super) fn signal_pending() -> bool {
    crate::current!().signal_pending()
}

impl Shared<bindings::wait_queue_head> {
    /// A queue where nobody waits.
    pub(super) fn wait_queue(
        name: &'static CStr,
        key: Pin<&'static LockClassKey>,
    ) -> impl PinInit<Self> {
        pin_init!(Self {
            // SAFETY: `__init_waitqueue_head()` writes the whole object. The name and the key live
            // forever, and a `LockClassKey` is known to lockdep.
            object <- unsafe {
                Live::init(|slot| {
                    bindings::__init_waitqueue_head(slot, name.as_char_ptr(), key.as_ptr())
                })
            },
        })
    }

    /// Calls `sleep` in the state `state` and in the queue, where who wakes the task finds it.
    #[inline]
    pub(super) fn queued<R>(&self, state: Asleep, sleep: impl FnOnce() -> R) -> R {
        let wait = Opaque::<bindings::wait_queue_entry>::uninit();
        // SAFETY: `init_wait()` writes the whole entry, for the current task. The queue is initialised.
        // The entry stays on this stack until `finish_wait()`. C takes the queue's lock.
        unsafe {
            bindings::init_wait(wait.get());
            bindings::prepare_to_wait_exclusive(self.get(), wait.get(), state.0);
        }
        let _leave = ScopeGuard::new(|| {
            // SAFETY: The queue and the entry are those from above.
            unsafe { bindings::finish_wait(self.get(), wait.get()) }
        });
        sleep()
    }

    /// Wakes `count` waiters, or all if it is zero.
    #[inline]
    pub(super) fn wake(&self, count: c_int) {
        // SAFETY: The queue is initialised. C takes its lock.
        unsafe { bindings::__wake_up(self.get(), TASK_NORMAL, count, ptr::null_mut()) };
    }
}

/// A domain of readers for which a writer can wait.
#[pin_data(PinnedDrop)]
#[repr(transparent)]
pub(super) struct SrcuDomain {
    #[pin]
    object: Shared<bindings::srcu_struct>,
}

impl SrcuDomain {
    /// A domain without readers.
    pub(super) fn new(
        name: &'static CStr,
        key: Pin<&'static LockClassKey>,
    ) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            object <- try_pin_init!(Shared {
                // SAFETY: `init_srcu_struct()` writes the whole object, or leaves nothing behind. The
                // name and the key live forever, and a `LockClassKey` is known to lockdep.
                object <- unsafe {
                    Live::try_init(|slot| to_result(
                        bindings::init_srcu_struct_with_key(slot, name.as_char_ptr(), key.as_ptr())
                    ))
                },
            }? Error),
        }? Error)
    }
}

impl Deref for SrcuDomain {
    type Target = Live<bindings::srcu_struct>;

    #[inline(always)]
    fn deref(&self) -> &Self::Target {
        &self.object
    }
}

#[pinned_drop]
impl PinnedDrop for SrcuDomain {
    #[inline]
    fn drop(self: Pin<&mut Self>) {
        // No section borrows the domain, but one may have been forgotten, and then C would give up on
        // the domain before it has stopped its own work on it.
        bindings::safe::synchronize_srcu_expedited(&self);
        // SAFETY: The domain is initialised. There is no reader, and none can begin. It is not used
        // afterwards.
        unsafe { bindings::cleanup_srcu_struct(self.get()) };
    }
}

/// A section of a reader in a domain.
///
/// # Invariants
///
/// The task that has it is in a section of `domain` with the index `index`, which belongs to this value.
pub(super) struct SrcuSection<'a> {
    domain: &'a SrcuDomain,
    index: c_int,
    _not_send: NotThreadSafe,
}

impl<'a> SrcuSection<'a> {
    #[inline]
    pub(super) fn begin(domain: &'a SrcuDomain) -> Self {
        // SAFETY: The domain is initialised.
        let index = unsafe { bindings::srcu_read_lock(domain.get()) };
        // INVARIANT: The section was just begun.
        SrcuSection {
            domain,
            index,
            _not_send: NotThreadSafe,
        }
    }
}

impl Drop for SrcuSection<'_> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type's invariant the task is in this section, which ends here and nowhere
        // else; the domain is borrowed, thus initialised.
        unsafe { bindings::srcu_read_unlock(self.domain.get(), self.index) };
    }
}

/// A kind of sections that nest.
pub(super) trait Kind {
    /// Begins a section.
    fn begin();

    /// Ends a section.
    ///
    /// # Safety
    ///
    /// The context is in a section that it began by [`begin`](Kind::begin), and gives that up.
    unsafe fn end();
}

/// A section of the context that has it.
///
/// # Invariants
///
/// The context is in a section of this kind, one level of which belongs to this value, or the value is
/// never dropped.
pub(super) struct Section<K: Kind> {
    _kind: PhantomData<K>,
    _not_send: NotThreadSafe,
}

impl<K: Kind> Section<K> {
    #[inline]
    pub(super) fn begin() -> Self {
        K::begin();
        // INVARIANT: The section was just begun. The type cannot leave the context, which ends it in
        // `drop()`.
        Self::ASSUMED
    }

    /// INVARIANT: Whoever uses it has begun a section, or does not drop it.
    const ASSUMED: Self = Section {
        _kind: PhantomData,
        _not_send: NotThreadSafe,
    };
}

impl<K: Kind> Drop for Section<K> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type's invariant this context is in a section, of which a level belongs to this
        // value.
        unsafe { K::end() };
    }
}

/// What readers see stays.
pub(super) enum Rcu {}

impl Kind for Rcu {
    #[inline]
    fn begin() {
        bindings::safe::rcu_read_lock();
    }

    #[inline]
    unsafe fn end() {
        // SAFETY: The caller's promise.
        unsafe { bindings::rcu_read_unlock() };
    }
}

/// Interrupts of the processor are off, so that the task stays there.
pub(super) enum InterruptsOff {}

impl Kind for InterruptsOff {
    #[inline]
    fn begin() {
        bindings::safe::local_interrupt_disable();
    }

    #[inline]
    unsafe fn end() {
        // SAFETY: The caller's promise.
        unsafe { bindings::local_interrupt_enable() };
    }
}

impl LocalInterruptDisabled {
    const ASSUMED: &'static LocalInterruptDisabled = &LocalInterruptDisabled {
        _section: Section::ASSUMED,
    };

    /// States that interrupts are off for another reason: in a handler, for instance.
    ///
    /// With lockdep, the kernel warns about a statement that is wrong.
    ///
    /// # Safety
    ///
    /// Interrupts of this processor are off during `'a`.
    #[inline]
    pub unsafe fn assume_disabled<'a>() -> &'a LocalInterruptDisabled {
        if cfg!(CONFIG_LOCKDEP) {
            crate::warn_on!(!interrupt::off());
        }
        // INVARIANT: The caller's promise. What is borrowed forever is never dropped.
        Self::ASSUMED
    }
}
