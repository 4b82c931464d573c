// SPDX-License-Identifier: GPL-2.0-only

//! Threads without data of their own, which take no memory but C's.
//!
//! # Safety
//!
//! What such a thread is given is a [`Function`], a constant of a module's. The module stays as long as
//! the thread is to call it, or calls it: that counts as a use of the module's code, which ends in the
//! image. A [`PlainKthread`] stops its thread once.

#![allow(unsafe_code)]

use super::{
    raw::{spawn, Thread},
    CurrentKthread,
};
use crate::{
    error::{
        code::{EDEADLK, EINTR},
        from_err_ptr, Error, Result,
    },
    ffi::{c_int, c_void},
    fmt,
    module::users::CodeUsers,
    sync::aref::ARef,
    task::Task,
};
use core::{mem::ManuallyDrop, ptr::NonNull};

/// What C is told for `EINTR`, which it says itself of a thread that has called nothing.
const INTERRUPTED: c_int = 1;

/// A function of a module's, and who counts the users of the module's code.
///
/// # Invariants
///
/// `users` is the module's variable.
struct Function {
    run: fn(&CurrentKthread) -> Result,
    users: *const CodeUsers,
}

impl Function {
    /// One of the code that this is compiled into.
    // A constant: modules have nothing to do for it.
    const fn of<F>() -> Self
    where
        F: FnOnce(&CurrentKthread) -> Result + Copy + Send + 'static,
    {
        assert!(size_of::<F>() == 0, "the function has data: use `Kthread`");
        // INVARIANT: The name is that of the module's variable.
        Function {
            run: call::<F>,
            users: CodeUsers::own_ptr(),
        }
    }

    /// Who counts the users of the code.
    fn users(&self) -> &CodeUsers {
        // SAFETY: By the type's invariant it is the module's variable, which stays as long as `self`.
        unsafe { &*self.users }
    }
}

/// Calls the function of a type that has a single value.
fn call<F>(this: &CurrentKthread) -> Result
where
    F: FnOnce(&CurrentKthread) -> Result + Copy + Send + 'static,
{
    // SAFETY: A `Function` is made of types without data alone, of which any aligned pointer is one. Who
    // made the thread had a value, which is sent to it.
    let func = unsafe { NonNull::<F>::dangling().read() };
    func(this)
}

/// What C calls for a thread.
///
/// # Safety
///
/// `data` is a [`Function`], for which a use was counted. C calls this once for that.
unsafe extern "C" fn main(data: *mut c_void) -> c_int {
    // SAFETY: The module stays until the use has ended, below.
    let (run, users) = unsafe {
        let function = &*data.cast::<Function>();
        (function.run, function.users())
    };
    // SAFETY: A thread runs this, and `this` does not outlive it.
    let result = run(&unsafe { CurrentKthread::new() });
    users.leave();
    match result {
        Ok(()) => 0,
        Err(EINTR) => INTERRUPTED,
        Err(error) => error.to_errno(),
    }
}

/// Makes a thread and lets it run. Returns it as C does, with an error in the pointer, and never null.
#[inline(never)]
fn begin(name: fmt::Arguments<'_>, function: &'static Function) -> *mut Task {
    let data = core::ptr::from_ref(function).cast_mut().cast();
    // SAFETY: The function is a constant, and `spawn()` counts the use that `main()` ends, or `end()`.
    match unsafe { spawn(name, main, data, function.users()) } {
        Ok(thread) => {
            thread.wake_up();
            ARef::into_raw(thread.into_task()).as_ptr()
        }
        Err(error) => error.to_ptr(),
    }
}

/// Stops a thread, and waits until it has ended.
///
/// # Errors
///
/// Those of the function. `EINTR` if it was never called, and `EDEADLK` if the thread itself asks.
///
/// # Safety
///
/// `task` is of [`begin`], with the reference that comes with it, and is not used any more.
#[inline(never)]
unsafe fn end(task: NonNull<Task>) -> Result {
    // SAFETY: The caller hands the reference over. C has made the thread for `begin()`.
    let thread = unsafe { Thread::from_task(ARef::from_raw(task)) };
    if thread.is_current() {
        return Err(EDEADLK);
    }
    match thread.stop() {
        0 => Ok(()),
        INTERRUPTED => Err(EINTR),
        error => {
            let error = Error::from_errno(error);
            if error == EINTR {
                // SAFETY: C keeps what it knows of the thread as long as the task. It has a `Function`, and
                // by the number that C returns `main()` was not called: the use is still counted.
                unsafe {
                    let function = bindings::kthread_data(thread.as_ptr()).cast::<Function>();
                    (*function).users().leave();
                }
            }
            Err(error)
        }
    }
}

/// A thread of the kernel's whose function needs no data: C's `kthread_run()` with a null pointer.
///
/// It is cheaper than a [`Kthread`](super::Kthread): no memory is allocated for it. It cannot be parked.
///
/// # Invariants
///
/// The task is of [`begin`], with a reference, and was not given to [`end`].
///
/// # Context
///
/// Dropping stops the thread and waits until it has ended, unless the thread itself does it: it goes on
/// then, and nobody waits for it but unloading.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, task::kthread::{CurrentKthread, PlainKthread}};
///
/// fn sleeper(this: &CurrentKthread) -> Result {
///     while !this.should_stop() {
///         this.sleep();
///     }
///     Ok(())
/// }
///
/// let thread = PlainKthread::run(fmt!("sleeper"), sleeper)?;
/// // It may be stopped before it has begun, and then says so.
/// assert!(matches!(thread.stop(), Ok(()) | Err(EINTR)));
/// # Ok::<(), Error>(())
/// ```
#[must_use = "the thread is stopped when its handle is dropped"]
pub struct PlainKthread(NonNull<Task>);

// SAFETY: It is a reference to a task, and any other task may stop the thread.
unsafe impl Send for PlainKthread {}

// SAFETY: As above; a `Task` is shared.
unsafe impl Sync for PlainKthread {}

impl PlainKthread {
    /// Creates a thread and lets it run.
    ///
    /// `func` is a function, or a closure that captures nothing: another one does not compile. Of the name,
    /// `ps` shows 15 bytes, or all on newer trees.
    ///
    /// # Errors
    ///
    /// `ENOMEM` without memory, `EINTR` if the current task was killed meanwhile, `EINVAL` for a name
    /// with a NUL byte.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn run<F>(name: fmt::Arguments<'_>, func: F) -> Result<Self>
    where
        F: FnOnce(&CurrentKthread) -> Result + Copy + Send + 'static,
    {
        let _ = func;
        let task = from_err_ptr(begin(name, const { &Function::of::<F>() }))?;
        // INVARIANT: Just begun.
        // SAFETY: It is not null.
        Ok(PlainKthread(unsafe { NonNull::new_unchecked(task) }))
    }

    /// The thread as a task, to wake it for instance.
    #[inline]
    pub fn task(&self) -> &Task {
        // SAFETY: By the type's invariant there is a reference.
        unsafe { self.0.as_ref() }
    }

    /// Asks the thread to stop, waits until it has ended, and returns what its function returned.
    ///
    /// The function finds [`should_stop`](CurrentKthread::should_stop) true.
    ///
    /// Newer trees also end what the function waits for, as for a signal; older ones do not. A function that
    /// asks whether it should stop needs neither.
    ///
    /// # Errors
    ///
    /// Those of the function. `EINTR` also if the thread had not come to call it, and `EDEADLK` if the
    /// thread calls this itself, which goes on.
    ///
    /// # Context
    ///
    /// May sleep, for as long as the function takes to notice. The caller holds no lock that the
    /// function takes.
    #[inline]
    pub fn stop(self) -> Result {
        let this = ManuallyDrop::new(self);
        // SAFETY: By the type's invariant, and `self` is gone.
        unsafe { end(this.0) }
    }
}

impl Drop for PlainKthread {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type's invariant, and `self` is not used any more. The result is nobody's.
        let _ = unsafe { end(self.0) };
    }
}
