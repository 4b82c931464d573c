// SPDX-License-Identifier: GPL-2.0-only

//! Threads as C sees them, and what a thread leaves to its handle.
//!
//! The function that C calls is part of the image, and is the last to run: it calls the thread's own,
//! in a module, and then tells the module that it is done. So no code of the module is left to run.
//!
//! # Safety
//!
//! A [`Thread`] is one of [`create`], and has a [`Common`] for data, which begins a [`Packet`]. A
//! packet's slot belongs to the thread until it has ended, and to the handle afterwards. Of its
//! references one is the thread's, until its function is called. A [`Handle`] stops its thread, and does
//! not use what the thread uses before that has ended.

#![allow(unsafe_code)]

use super::{common::Common, CurrentKthread, Kthread};
use crate::{
    alloc::flags::GFP_KERNEL,
    error::{
        code::{EINVAL, ENOMEM},
        from_err_ptr, to_result, Result,
    },
    ffi::{c_int, c_void},
    fmt,
    init::InPlaceInit as _,
    module::users::{self, CodeUsers},
    str::{CStrExt as _, CString},
    sync::{aref::ARef, Arc},
    task::Task,
};
use core::{cell::UnsafeCell, mem, ops::Deref, ptr::NonNull};
use pin_init::{pin_data, pin_init};

pub(super) type Call = users::Call<c_void>;

/// A thread that [`create`] has made.
///
/// # Invariants
///
/// It is a thread of the kernel's. C keeps what it knows of such a thread as long as it keeps the task.
pub(super) struct Thread(ARef<Task>);

impl Deref for Thread {
    type Target = Task;

    #[inline]
    fn deref(&self) -> &Task {
        &self.0
    }
}

impl Thread {
    /// A thread of C's.
    ///
    /// # Safety
    ///
    /// C's `kthread_create_on_node()` has made it.
    pub(super) unsafe fn from_task(task: ARef<Task>) -> Self {
        // INVARIANT: The caller promises it.
        Thread(task)
    }

    /// Whether the current task asks.
    pub(super) fn is_current(&self) -> bool {
        core::ptr::eq(self.as_ptr(), Task::current_raw())
    }

    /// Asks the thread to park, and waits until it does: forever if it ends without.
    pub(super) fn park(&self) -> Result {
        // SAFETY: By the type's invariant it is a thread of the kernel's.
        to_result(unsafe { bindings::kthread_park(self.as_ptr()) })
    }

    /// Lets the thread go on.
    pub(super) fn unpark(&self) {
        // SAFETY: As in `park()`.
        unsafe { bindings::kthread_unpark(self.as_ptr()) };
    }

    /// Asks the thread to stop, and waits until it has ended: the second time perhaps forever.
    ///
    /// Returns what the function returned that C has called, `-EINTR` if there was no call.
    pub(super) fn stop(&self) -> c_int {
        // SAFETY: As in `park()`.
        unsafe { bindings::kthread_stop(self.as_ptr()) }
    }

    /// The thread as a task.
    pub(super) fn into_task(self) -> ARef<Task> {
        self.0
    }

    /// Binds the thread to a processor.
    ///
    /// # Safety
    ///
    /// It was not woken.
    #[inline(never)]
    unsafe fn bind(&self, cpu: u32) -> Result {
        if !bindings::safe::cpu_number_possible(cpu) {
            return Err(EINVAL);
        }
        // SAFETY: The thread waits to be woken for the first time, by the caller's promise, and the
        // processor is a possible one.
        unsafe { bindings::kthread_bind(self.as_ptr(), cpu) };
        Ok(())
    }
}

/// What C calls for a thread.
unsafe extern "C" fn main(data: *mut c_void) -> c_int {
    // SAFETY: The data is a `Common`, which lives until the function has taken it over. This is the
    // call for which the thread was created.
    unsafe { (*data.cast::<Common>()).call().make(data) };
    0
}

/// Creates a thread that waits until it is woken. It then calls `main` with the data, once, unless it was
/// stopped before. A name that needs no formatting takes no memory.
///
/// A use of a module's code is counted for the call, which is who stops the thread to give up if there was
/// none.
///
/// # Safety
///
/// `main` may be called with the data until the thread was stopped.
#[inline(never)]
pub(super) unsafe fn spawn(
    name: fmt::Arguments<'_>,
    main: unsafe extern "C" fn(*mut c_void) -> c_int,
    data: *mut c_void,
    users: &CodeUsers,
) -> Result<Thread> {
    let formatted;
    let name = match name.as_str() {
        Some(name) => name,
        None => {
            formatted = CString::try_from_fmt(name)?;
            formatted.to_str().map_err(|_| EINVAL)?
        }
    };
    if name.as_bytes().contains(&0) {
        return Err(EINVAL);
    }
    let len = c_int::try_from(name.len()).unwrap_or(c_int::MAX);
    users.enter();
    // SAFETY: C keeps the data for the thread, formats as many bytes of the name by `%.*s`, and makes a
    // copy of it.
    let task = unsafe {
        bindings::kthread_create_on_node(
            Some(main),
            data,
            bindings::NUMA_NO_NODE as c_int,
            c"%.*s".as_char_ptr(),
            len,
            name.as_ptr(),
        )
    };
    let task = from_err_ptr(task).and_then(|task| NonNull::new(task).ok_or(ENOMEM));
    match task {
        Ok(task) => {
            // SAFETY: The thread sleeps until it is woken, and so has not ended. `Task` is transparent
            // over C's object.
            let task: &Task = unsafe { task.cast().as_ref() };
            // SAFETY: C has just made it.
            Ok(unsafe { Thread::from_task(task.into()) })
        }
        Err(error) => {
            users.leave();
            Err(error)
        }
    }
}

/// Creates a thread that calls the function of `common`, as [`spawn`] has it.
///
/// # Safety
///
/// `common` stays where it is until the function has been called, or the thread was stopped.
#[inline(never)]
unsafe fn create(name: fmt::Arguments<'_>, common: &Common) -> Result<Thread> {
    let data = core::ptr::from_ref(common).cast_mut().cast();
    // SAFETY: The caller promises that the object stays.
    unsafe { spawn(name, main, data, common.call().users()) }
}

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
struct Packet<F, R> {
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
    fn new(func: F) -> Result<Arc<Self>> {
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
        // SAFETY: A thread runs this, and `this` does not outlive it.
        let this = unsafe { CurrentKthread::new() };
        if let Slot::New(func) = mem::replace(slot, Slot::Called) {
            *slot = Slot::Result(func(&this));
        }
        packet.common.end(&this);
    }
}

/// A packet of which nobody knows the function.
trait Shared<R>: Send + Sync {
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

/// A thread, and what it leaves.
///
/// # Invariants
///
/// `thread` shares `shared`. It was not stopped, unless `ended` says so: nobody does so any more then.
pub(super) struct Handle<R> {
    thread: Thread,
    shared: Arc<dyn Shared<R>>,
    ended: bool,
}

impl<R: Send + 'static> Handle<R> {
    /// Makes a thread that waits until it is woken, and then calls `func`.
    pub(super) fn create<F>(name: fmt::Arguments<'_>, func: F) -> Result<Self>
    where
        F: FnOnce(&CurrentKthread) -> R + Send + 'static,
    {
        let shared: Arc<dyn Shared<R>> = Packet::new(func)?;
        // SAFETY: The thread has a reference to the packet until the function is called.
        match unsafe { create(name, shared.common()) } {
            // INVARIANT: It was just created.
            Ok(thread) => Ok(Handle {
                thread,
                shared,
                ended: false,
            }),
            Err(error) => {
                // SAFETY: There is no thread, and the packet is not used any more.
                unsafe { shared.take_back() };
                Err(error)
            }
        }
    }

    #[inline]
    pub(super) fn thread(&self) -> &Thread {
        &self.thread
    }

    #[inline]
    pub(super) fn common(&self) -> &Common {
        self.shared.common()
    }

    /// Lets a parked thread go on, and leaves it alone.
    pub(super) fn leave(&mut self) {
        self.shared.common().unpark(&self.thread);
        // INVARIANT: `end()` does nothing from now on.
        self.ended = true;
    }

    /// Stops the thread, and takes its result. `None` if the function was never called, if the thread
    /// itself asks, or the second time.
    pub(super) fn end(&mut self) -> Option<R> {
        if self.ended || self.thread.is_current() {
            return None;
        }
        // INVARIANT: It is stopped below.
        self.ended = true;
        let common = self.shared.common();
        // Who parks it, or lets it go on, borrows the handle.
        common.stop(&self.thread);
        // SAFETY: The thread has ended.
        if unsafe { self.shared.take_back() } {
            common.call().leave();
        }
        // SAFETY: The thread has ended, and this is called once.
        unsafe { self.shared.take() }
    }
}

/// A thread that was not started yet. Dropping it drops the function, which is then not called.
///
/// # Invariants
///
/// The thread was not woken.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, task::kthread::Kthread};
///
/// // Each of the threads stays on a processor of its own. There is always one with the number 0.
/// let thread = Kthread::create(fmt!("counter/0"), |this| this.cpu())?.bind(0)?.start();
/// assert_eq!(thread.join()?, 0);
///
/// assert!(Kthread::create(fmt!("counter"), |_| ())?.bind(u32::MAX).is_err());
/// # Ok::<(), Error>(())
/// ```
#[must_use = "the thread was not started yet"]
pub struct NewKthread<R: Send + 'static>(Kthread<R>);

impl<R: Send + 'static> NewKthread<R> {
    /// See [`Kthread::create`].
    pub(super) fn create<F>(name: fmt::Arguments<'_>, func: F) -> Result<Self>
    where
        F: FnOnce(&CurrentKthread) -> R + Send + 'static,
    {
        // INVARIANT: It was just created.
        Ok(NewKthread(Kthread::new(Handle::create(name, func)?)))
    }

    /// Binds the thread to a processor, by its number.
    ///
    /// One that is not online, or goes offline later, is accepted: the thread runs elsewhere then.
    ///
    /// # Errors
    ///
    /// `EINVAL` if there can be no such processor. The thread is gone then, and its function dropped.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn bind(self, cpu: u32) -> Result<Self> {
        // SAFETY: By the type's invariant the thread was not woken.
        unsafe { self.0.handle().thread.bind(cpu) }?;
        Ok(self)
    }

    /// Lets the thread run.
    ///
    /// # Context
    ///
    /// Any but NMI.
    pub fn start(self) -> Kthread<R> {
        self.0.task().wake_up();
        self.0
    }
}
