// SPDX-License-Identifier: GPL-2.0-only

//! Functions that a task calls before it returns to user space.
//!
//! The function runs in the task's own context: it may sleep, and sees the task's memory and files.
//! [`add`] gives it to a task, this one or another. A task that ends calls what it has left; one that is
//! past that point does not take any more, and the function comes back.
//!
//! A module is not unloaded while a task has a function of its code.
//!
//! C header: [`include/linux/task_work.h`](srctree/include/linux/task_work.h)
//!
//! # Safety
//!
//! A `callback_head` that a task has lies in an [`Item`], which is the task's until its function is
//! called. What C calls is part of the image, and is the last to run: it calls the module's code, and then
//! tells the module that it is done.

#![allow(unsafe_code)]

use super::Task;
use crate::{
    alloc::{Flags, KBox},
    error::{code::ENOMEM, to_result, Error, Result},
    fmt,
    module::users::Call,
};
use bindings::callback_head;
use core::mem::MaybeUninit;

/// How a task is told that there is something to call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Notify {
    /// Not at all. It calls the function when something else makes it look.
    None,
    /// It calls the function when it returns to user space. It is not woken, nor disturbed in a system
    /// call.
    Resume,
    /// Like a signal: sleep that a signal may end ends, [`Task::signal_pending`] is true, and the system
    /// call is restarted after the function if it asks for that by `ERESTARTSYS`.
    Signal,
}

impl Notify {
    fn as_raw(self) -> bindings::task_work_notify_mode {
        match self {
            Notify::None => bindings::task_work_notify_mode_TWA_NONE,
            Notify::Resume => bindings::task_work_notify_mode_TWA_RESUME,
            Notify::Signal => bindings::task_work_notify_mode_TWA_SIGNAL,
        }
    }
}

/// Why a function was not taken, and the function.
pub struct NotAdded<F> {
    /// `ESRCH` if the task has ended, `ENOMEM` without memory.
    pub error: Error,
    /// What would have been called.
    pub func: F,
}

impl<F> From<NotAdded<F>> for Error {
    fn from(not: NotAdded<F>) -> Error {
        not.error
    }
}

impl<F> fmt::Debug for NotAdded<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.error, f)
    }
}

/// What C calls has this at its address.
#[repr(C)]
struct Raw {
    /// Initialised by [`add_raw`].
    head: MaybeUninit<callback_head>,
    call: Call<callback_head>,
}

/// A function with what C wants to know of it.
#[repr(C)]
struct Item<F> {
    raw: Raw,
    func: F,
}

/// Has `task` call a function before it returns to user space.
///
/// Of several functions the last is called first. A thread of the kernel's never returns to user space;
/// it calls the function when it ends.
///
/// # Errors
///
/// `ESRCH` if the task has ended, or is about to and has called what it had; `ENOMEM` without memory. The
/// function is part of the error.
///
/// # Context
///
/// Any but NMI. May sleep if `flags` allow it.
///
/// # Examples
///
/// ```
/// use kernel::{
///     prelude::*,
///     sync::{aref::ARef, Arc, Completion},
///     task::{kthread::Kthread, task_work::{self, Notify}, Task},
///     time::{delay::fsleep, Delta},
/// };
///
/// let done = Arc::pin_init(Completion::new(), GFP_KERNEL)?;
/// let thread = Kthread::run(fmt!("ends"), |this| {
///     while !this.should_stop() {
///         this.sleep();
///     }
/// })?;
/// let task = ARef::<Task>::from(thread.task());
///
/// let its_done = done.clone();
/// let pid = task.pid();
/// task_work::add(&task, Notify::None, GFP_KERNEL, move || {
///     if current!().pid() == pid {
///         its_done.complete_all();
///     }
/// })?;
/// drop(thread);
/// done.wait_for_completion();
///
/// // Sooner or later it does not take functions any more, and gives them back.
/// while task_work::add(&task, Notify::None, GFP_KERNEL, || ()).is_ok() {
///     fsleep(Delta::from_millis(1));
/// }
/// # Ok::<(), Error>(())
/// ```
// In the module whose code the function is.
#[inline]
pub fn add<F>(task: &Task, notify: Notify, flags: Flags, func: F) -> Result<(), NotAdded<F>>
where
    F: FnOnce() + Send + 'static,
{
    let Ok(memory) = KBox::<Item<F>>::new_uninit(flags) else {
        let error = ENOMEM;
        return Err(NotAdded { error, func });
    };
    let raw = Raw {
        head: MaybeUninit::uninit(),
        call: Call::own(run::<F>),
    };
    let item = KBox::into_raw(memory.write(Item { raw, func }));
    // SAFETY: The item is initialised but for its head, and stays where it is until the function is called,
    // which takes it over.
    match unsafe { add_raw(task, item.cast(), notify) } {
        Ok(()) => Ok(()),
        Err(error) => {
            // SAFETY: It was given away above, and the task did not take it.
            let func = KBox::into_inner(unsafe { KBox::from_raw(item) }).func;
            Err(NotAdded { error, func })
        }
    }
}

/// Calls the function of an item.
///
/// # Safety
///
/// `head` must be that of an `Item<F>` that was given away, and this the only call for it.
unsafe extern "C" fn run<F: FnOnce()>(head: *mut callback_head) {
    // SAFETY: The caller promises it; an item begins with its head.
    let item = unsafe { KBox::from_raw(head.cast::<Item<F>>()) };
    (KBox::into_inner(item).func)();
}

/// What C calls.
unsafe extern "C" fn main(head: *mut callback_head) {
    // SAFETY: C calls this for the head of a `Raw` that was given to a task, and this is the call
    // for which it was given.
    unsafe { (*head.cast::<Raw>()).call.make(head) };
}

/// # Safety
///
/// `raw` must be initialised but for its head, belong to the caller, and stay where it is until its call was
/// made.
#[inline(never)]
unsafe fn add_raw(task: &Task, raw: *mut Raw, notify: Notify) -> Result {
    let head = callback_head {
        next: core::ptr::null_mut(),
        func: Some(main),
    };
    // SAFETY: The caller's promise.
    let call = unsafe {
        (*raw).head.write(head);
        (*raw).call
    };
    // Before, as the function may have been called, and the item be gone, when it was added.
    call.enter();
    // SAFETY: The task is alive, and the head is that of the task until its function is called. C adds it
    // without a lock.
    let added = unsafe { bindings::task_work_add(task.as_ptr(), raw.cast(), notify.as_raw()) };
    to_result(added).inspect_err(|_| call.leave())
}

#[cfg(CONFIG_KUNIT = "y")]
#[macros::kunit_tests(rust_kernel_task_work)]
mod tests {
    use super::{add, Notify};
    use crate::{
        prelude::*,
        sync::{
            aref::ARef,
            atomic::{Acquire, Atomic, Full},
            Arc, Completion,
        },
        task::{kthread::Kthread, Task},
        time::{delay::fsleep, Delta},
    };

    #[test]
    fn the_last_is_called_first_by_the_task() -> Result {
        let seen = Arc::new(Atomic::new(0u32), GFP_KERNEL)?;
        let done = Arc::pin_init(Completion::new(), GFP_KERNEL)?;
        let thread = Kthread::run(fmt!("test/work"), |this| {
            while !this.should_stop() {
                this.sleep();
            }
        })?;
        let pid = thread.task().pid();
        for digit in 1..=3u32 {
            let (seen, done) = (seen.clone(), done.clone());
            add(thread.task(), Notify::Resume, GFP_KERNEL, move || {
                let number = seen.load(Acquire) * 10 + digit;
                seen.store(number, crate::sync::atomic::Release);
                if digit == 1 && crate::current!().pid() == pid {
                    done.complete_all();
                }
            })?;
        }
        fsleep(Delta::from_millis(20));
        assert_eq!(seen.load(Acquire), 0);
        drop(thread);
        done.wait_for_completion();
        assert_eq!(seen.load(Acquire), 321);
        Ok(())
    }

    #[test]
    fn every_function_is_called_or_comes_back() -> Result {
        let called = Arc::new(Atomic::new(0u32), GFP_KERNEL)?;
        let thread = Kthread::run(fmt!("test/ends"), |_| ())?;
        let task = ARef::<Task>::from(thread.task());
        let mut taken = 0u32;
        let error = loop {
            let its = called.clone();
            let func = move || {
                its.fetch_add(1u32, Full);
            };
            match add(&task, Notify::None, GFP_KERNEL, func) {
                Ok(()) => {
                    taken += 1;
                    // The thread may need this processor to end.
                    fsleep(Delta::from_micros(50));
                }
                Err(not) => {
                    // It is ours again.
                    (not.func)();
                    break not.error;
                }
            }
        };
        thread.join()?;
        while called.load(Acquire) != taken + 1 {
            fsleep(Delta::from_millis(1));
        }
        if error != ESRCH {
            return Err(error);
        }
        Ok(())
    }
}
