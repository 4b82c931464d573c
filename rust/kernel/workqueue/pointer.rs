// SPDX-License-Identifier: GPL-2.0-only

//! The pointers that a queue can own.
//!
//! # Safety
//!
//! A pointer that goes into a queue is given away, and comes back once: to `run()`, or to who takes the
//! item out of the queue.

#![allow(unsafe_code)]

use super::{
    item::{HasDelayedWork, HasWork, Work},
    raw,
};
use crate::{
    alloc::KBox,
    sync::{
        aref::{ARef, AlwaysRefCounted},
        Arc,
    },
};
use core::{pin::Pin, ptr::NonNull};

/// What a queue can take.
///
/// # Safety
///
/// [`__enqueue`](Self::__enqueue) calls the closure once, with an item that is initialised and stays
/// where it is until its function is called, if the closure returns true.
pub unsafe trait RawWorkItem<const ID: u64> {
    /// What enqueuing returns.
    type EnqueueOutput;

    /// Enqueues the item by the closure. Use [`Queue::enqueue`](super::Queue::enqueue).
    ///
    /// # Safety
    ///
    /// The closure returns true if it enqueued the item, whose function is then called once, later and
    /// possibly by another thread. It returns false if it did nothing.
    unsafe fn __enqueue<F>(self, queue_work_on: F) -> Self::EnqueueOutput
    where
        F: FnOnce(*mut bindings::work_struct) -> bool;
}

/// What a queue can take after a while.
///
/// # Safety
///
/// The item that [`__enqueue`](RawWorkItem::__enqueue) passes to the closure is the `work` of a
/// `delayed_work`.
pub unsafe trait RawDelayedWorkItem<const ID: u64>: RawWorkItem<ID> {}

/// Pointers to work.
///
/// # Safety
///
/// [`run`](Self::run) takes over what `__enqueue` gave away.
pub unsafe trait WorkItemPointer<const ID: u64>: RawWorkItem<ID> {
    /// What C calls.
    ///
    /// # Safety
    ///
    /// `ptr` must be the item of a pointer that was enqueued by `__enqueue`, which returned that it
    /// was. This is the only call for it.
    unsafe extern "C" fn run(ptr: *mut bindings::work_struct);
}

/// What work does.
pub trait WorkItem<const ID: u64 = 0> {
    /// The pointer that a queue owns meanwhile.
    type Pointer: WorkItemPointer<ID>;

    /// Called by the queue. May sleep, unless the queue is [`system_bh`](super::system_bh).
    fn run(this: Self::Pointer);
}

/// Pointers that can be made into an address and back.
///
/// # Safety
///
/// [`into_address`](Self::into_address) returns the address of a valid object, that stays where it is
/// until [`from_address`](Self::from_address) takes it back.
unsafe trait Address {
    type Object;

    fn into_address(self) -> *mut Self::Object;

    /// # Safety
    ///
    /// `ptr` must come from `into_address()` and not have been taken back.
    unsafe fn from_address(ptr: *mut Self::Object) -> Self;
}

// SAFETY: An `Arc` owns a reference, and its object does not move.
unsafe impl<T> Address for Arc<T> {
    type Object = T;

    fn into_address(self) -> *mut T {
        Arc::into_raw(self).cast_mut()
    }

    unsafe fn from_address(ptr: *mut T) -> Self {
        // SAFETY: The pointer comes from `into_raw()`, by the caller's promise.
        unsafe { Arc::from_raw(ptr) }
    }
}

// SAFETY: A box owns its object, which is pinned.
unsafe impl<T> Address for Pin<KBox<T>> {
    type Object = T;

    fn into_address(self) -> *mut T {
        // SAFETY: The object stays where it is, and is pinned again when it comes back.
        KBox::into_raw(unsafe { Pin::into_inner_unchecked(self) })
    }

    unsafe fn from_address(ptr: *mut T) -> Self {
        // SAFETY: The pointer comes from `into_raw()`, by the caller's promise.
        KBox::into_pin(unsafe { KBox::from_raw(ptr) })
    }
}

// SAFETY: An `ARef` owns a reference, and its object does not move.
unsafe impl<T: AlwaysRefCounted> Address for ARef<T> {
    type Object = T;

    fn into_address(self) -> *mut T {
        ARef::into_raw(self).as_ptr()
    }

    unsafe fn from_address(ptr: *mut T) -> Self {
        // SAFETY: The pointer comes from `into_raw()`, by the caller's promise, and is not null.
        unsafe { ARef::from_raw(NonNull::new_unchecked(ptr)) }
    }
}

/// The item of an object.
///
/// # Safety
///
/// `object` must be valid.
unsafe fn item_of<T: HasWork<T, ID>, const ID: u64>(object: *mut T) -> *mut bindings::work_struct {
    // SAFETY: The object is valid, by the caller's promise, and the work is a field of it.
    unsafe { Work::raw_get(T::raw_get_work(object)) }
}

/// Gives a pointer to the closure, and takes it back if that did not enqueue it.
fn enqueue<P, const ID: u64>(
    pointer: P,
    queue_work_on: impl FnOnce(*mut bindings::work_struct) -> bool,
) -> Result<(), P>
where
    P: Address,
    P::Object: HasWork<P::Object, ID>,
{
    let object = pointer.into_address();
    // SAFETY: The object is valid, as it was given away.
    if queue_work_on(unsafe { item_of(object) }) {
        return Ok(());
    }
    // SAFETY: It was given away above, and the queue did not take it.
    Err(unsafe { P::from_address(object) })
}

/// Takes a pointer back that was given away.
///
/// # Safety
///
/// `work` must be the item of an object that `enqueue()` gave away, which nobody took back.
unsafe fn take_back<P, const ID: u64>(work: *mut bindings::work_struct) -> P
where
    P: Address,
    P::Object: HasWork<P::Object, ID>,
{
    let work = work.cast::<Work<P::Object, ID>>();
    // SAFETY: A `Work` is transparent, and this one is that of an object, which was given away, by the
    // caller's promise.
    unsafe { P::from_address(P::Object::work_container_of(work)) }
}

/// Takes a shared object's item out of its queue, and the pointer back that was given away with it.
///
/// # Safety
///
/// The closure gets an item that is initialised and stays where it is. It returns true if it has taken
/// that out of a queue, so that it is not called.
unsafe fn take_out<T, const ID: u64>(
    item: &Arc<T>,
    cancel: impl FnOnce(*mut bindings::work_struct) -> bool,
) -> Option<Arc<T>>
where
    T: WorkItem<ID, Pointer = Arc<T>> + HasWork<T, ID>,
{
    // SAFETY: The object is borrowed, thus valid.
    let work = unsafe { item_of::<T, ID>(Arc::as_ptr(item).cast_mut()) };
    // SAFETY: The item was in a queue, and only `__enqueue()` puts it there, giving away an `Arc`. It
    // was taken out, by the caller's promise, so that nobody else takes it back.
    cancel(work).then(|| unsafe { take_back::<Arc<T>, ID>(work) })
}

/// See [`cancel_sync`](super::cancel_sync).
pub(super) fn cancel<T, const ID: u64>(item: &Arc<T>) -> Option<Arc<T>>
where
    T: WorkItem<ID, Pointer = Arc<T>> + HasWork<T, ID>,
{
    // SAFETY: The item is initialised, and stays where it is while the object is borrowed. C says
    // whether it was in a queue.
    unsafe { take_out(item, |work| raw::cancel(work)) }
}

/// See [`cancel_delayed_sync`](super::cancel_delayed_sync).
pub(super) fn cancel_delayed<T, const ID: u64>(item: &Arc<T>) -> Option<Arc<T>>
where
    T: WorkItem<ID, Pointer = Arc<T>> + HasDelayedWork<T, ID>,
{
    // SAFETY: As in `cancel()`; and the item is the `work` of a `delayed_work`, as `HasDelayedWork`
    // promises.
    unsafe { take_out(item, |work| raw::cancel_delayed(work)) }
}

macro_rules! work_item_pointer {
    ($pointer:ty, $(where $bound:path,)? $output:ty, $finish:expr) => {
        // SAFETY: The item is a field of an object that is given away if the closure returns true.
        unsafe impl<T, const ID: u64> RawWorkItem<ID> for $pointer
        where
            $(T: $bound,)?
            T: WorkItem<ID, Pointer = Self>,
            T: HasWork<T, ID>,
        {
            type EnqueueOutput = $output;

            #[inline]
            unsafe fn __enqueue<F>(self, queue_work_on: F) -> Self::EnqueueOutput
            where
                F: FnOnce(*mut bindings::work_struct) -> bool,
            {
                $finish(enqueue::<Self, ID>(self, queue_work_on))
            }
        }

        // SAFETY: The pointer is taken back that was given away.
        unsafe impl<T, const ID: u64> WorkItemPointer<ID> for $pointer
        where
            $(T: $bound,)?
            T: WorkItem<ID, Pointer = Self>,
            T: HasWork<T, ID>,
        {
            unsafe extern "C" fn run(ptr: *mut bindings::work_struct) {
                // SAFETY: The item's object was given away, by the caller's promise.
                T::run(unsafe { take_back::<Self, ID>(ptr) });
            }
        }

        // SAFETY: The item is that of a `DelayedWork`.
        unsafe impl<T, const ID: u64> RawDelayedWorkItem<ID> for $pointer
        where
            $(T: $bound,)?
            T: WorkItem<ID, Pointer = Self>,
            T: HasDelayedWork<T, ID>,
        {
        }
    };
}

work_item_pointer!(Arc<T>, Result<(), Self>, core::convert::identity);
work_item_pointer!(ARef<T>, where AlwaysRefCounted, Result<(), Self>, core::convert::identity);
// Who owns a box is not in a queue, so that one takes it.
work_item_pointer!(Pin<KBox<T>>, (), drop::<Result<(), Self>>);
