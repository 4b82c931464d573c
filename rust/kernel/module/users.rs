// SPDX-License-Identifier: GPL-2.0-only

//! Who will still call a module's code.
//!
//! Work in a queue, a timer that runs, a thread, a device: C will call a function of the module that
//! made it. Each of them is counted, in a variable that every module has of its own, and the module does not
//! go before the count is zero. So a module that forgets one of them is not unloaded, and nothing
//! calls where it was. The image has such a variable, too, for which nobody waits.
//!
//! # Safety
//!
//! [`CodeUsers::own`] names a variable that the image defines, and that [`module!`] defines anew.
//!
//! [`module!`]: crate::prelude::module

#![allow(unsafe_code)]

use crate::{
    error::Error,
    ffi::c_int,
    sync::atomic::{Acquire, Atomic, Relaxed, Release},
    time::{delay::fsleep, Delta},
};
#[cfg(not(testlib))]
use bindings::live::Live;

/// How many users a module's code has.
#[repr(C)]
pub struct CodeUsers {
    count: Atomic<isize>,
    name: &'static [u8],
}

#[export_name = "rust_code_users"]
static IMAGE: CodeUsers = CodeUsers::new(b"kernel");

impl CodeUsers {
    /// No users of the module of this name.
    pub const fn new(name: &'static [u8]) -> Self {
        CodeUsers {
            count: Atomic::new(0),
            name,
        }
    }

    /// Those of the module whose code this is compiled into.
    // A copy is in each module, where the linker finds the module's own variable.
    #[inline(always)]
    pub(crate) const fn own() -> &'static CodeUsers {
        // SAFETY: It is the variable above, or that of a module, which stays as long as code of the
        // module runs. It is changed atomically alone.
        unsafe { &*Self::own_ptr() }
    }

    /// As [`own`](Self::own), for a constant.
    #[inline(always)]
    pub(crate) const fn own_ptr() -> *const CodeUsers {
        unsafe extern "C" {
            #[allow(improper_ctypes)]
            #[link_name = "rust_code_users"]
            static OWN: CodeUsers;
        }
        &raw const OWN
    }

    /// Counts a user.
    #[inline]
    pub(crate) fn enter(&self) {
        self.count.add(1isize, Relaxed);
    }

    /// A user is done. The module may be gone when this returns, if the caller is not part of it.
    #[inline]
    pub(crate) fn leave(&self) {
        self.count.fetch_sub(1isize, Release);
    }

    /// As [`leave`](Self::leave), for what is done rarely: a call is shorter.
    #[inline(never)]
    fn leave_slowly(&self) {
        self.leave();
    }

    /// How many there are.
    #[cfg(CONFIG_KUNIT = "y")]
    pub(crate) fn count(&self) -> isize {
        self.count.load(Relaxed)
    }

    /// Waits until there are none.
    ///
    /// # Context
    ///
    /// May sleep. Nobody adds users any more but those that are counted.
    #[inline(never)]
    pub(super) fn wait(&self) {
        let mut rounds = 0u32;
        // What users did is seen by who destroys the module.
        while self.count.load(Acquire) != 0 {
            fsleep(Delta::from_millis(1));
            rounds = rounds.saturating_add(1);
            if rounds == 1000 {
                crate::print::emit_as(
                    crate::print::Level::WARNING,
                    self.name,
                    crate::prelude::fmt!(
                        "waits for work, timers, threads or devices that it has left\n"
                    ),
                );
            }
        }
    }

    /// Waits until there are none, and returns what C's `init_module()` returns for an error.
    ///
    /// # Context
    ///
    /// As [`wait`](Self::wait).
    #[cold]
    #[inline(never)]
    pub(super) fn give_up(&self, error: Error) -> c_int {
        self.wait();
        error.to_errno()
    }
}

/// A function of a module's that C calls once, and whose code that is.
///
/// What C is given is a function of the image, which comes by this: it is the last to run, so that no code
/// of the module is left to run when the module hears that the call is over.
#[cfg_attr(testlib, allow(dead_code))]
pub(crate) struct Call<A> {
    run: unsafe extern "C" fn(*mut A),
    users: &'static CodeUsers,
}

impl<A> Clone for Call<A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A> Copy for Call<A> {}

#[cfg_attr(testlib, allow(dead_code))]
impl<A> Call<A> {
    /// One of the code that this is compiled into.
    #[inline(always)]
    pub(crate) fn own(run: unsafe extern "C" fn(*mut A)) -> Self {
        Call {
            run,
            users: CodeUsers::own(),
        }
    }

    /// Who counts the call.
    pub(crate) fn users(self) -> &'static CodeUsers {
        self.users
    }

    /// States that there will be a call.
    #[inline]
    pub(crate) fn enter(self) {
        self.users.enter();
    }

    /// States that the call does not come.
    #[inline]
    pub(crate) fn leave(self) {
        self.users.leave();
    }

    /// Calls the function, and then tells the module that this is over.
    ///
    /// # Safety
    ///
    /// Those of the function. [`enter`](Self::enter) was called for this call.
    #[inline]
    pub(crate) unsafe fn make(self, argument: *mut A) {
        // SAFETY: The caller's promise.
        unsafe { (self.run)(argument) };
        self.users.leave();
    }
}

/// While it lives, the module that made it is not unloaded.
///
/// # Invariants
///
/// The users are counted once for it.
#[cfg_attr(testlib, allow(dead_code))]
pub(crate) struct CodeUse(&'static CodeUsers);

#[cfg_attr(testlib, allow(dead_code))]
impl CodeUse {
    /// Counts a user of the code that this is compiled into.
    #[inline(always)]
    pub(crate) fn own() -> Self {
        Self::of(CodeUsers::own())
    }

    /// Counts a user of that code.
    #[inline]
    pub(crate) fn of(users: &'static CodeUsers) -> Self {
        users.enter();
        // INVARIANT: Just counted.
        CodeUse(users)
    }
}

impl Drop for CodeUse {
    #[inline]
    fn drop(&mut self) {
        self.0.leave_slowly();
    }
}

/// An object of C's that will call a module's code, which is in use as long as the object lives.
#[cfg(not(testlib))]
#[repr(C)]
pub(crate) struct Caller<T> {
    object: Live<T>,
    _use: CodeUse,
}

#[cfg(not(testlib))]
impl<T> Caller<T> {
    /// Initialises one by a function of C's, for the code that `users` belongs to.
    ///
    /// # Safety
    ///
    /// `slot` may be written. `init` writes a whole object to the pointer that it gets, such that C's
    /// functions may be called with it while it stays where it is.
    #[inline]
    pub(crate) unsafe fn init(
        slot: *mut Self,
        users: &'static CodeUsers,
        init: impl FnOnce(*mut T),
    ) {
        users.enter();
        // SAFETY: The caller's promise. INVARIANT: Just counted.
        unsafe {
            init(Live::cast_into(&raw const (*slot).object));
            (&raw mut (*slot)._use).write(CodeUse(users));
        }
    }

    /// The object.
    #[inline(always)]
    pub(crate) fn object(&self) -> &Live<T> {
        &self.object
    }
}

#[cfg(CONFIG_KUNIT = "y")]
#[macros::kunit_tests(rust_kernel_code_users)]
mod tests {
    use super::{CodeUse, CodeUsers};
    use crate::{error::code::EINVAL, sync::atomic::Relaxed};

    #[test]
    fn a_use_is_counted_while_it_lives() {
        let users = CodeUsers::own();
        let before = users.count.load(Relaxed);
        let first = CodeUse::own();
        let second = CodeUse::own();
        assert_eq!(users.count.load(Relaxed), before + 2);
        drop(first);
        drop(second);
        assert_eq!(users.count.load(Relaxed), before);
    }

    #[test]
    fn nobody_waits_without_users() {
        static NONE: CodeUsers = CodeUsers::new(b"test");
        NONE.wait();
        NONE.enter();
        NONE.leave();
        NONE.wait();
        assert_eq!(NONE.count.load(Relaxed), 0);
        assert_eq!(NONE.give_up(EINVAL), EINVAL.to_errno());
    }

    /// Fails to come.
    struct Failing;

    impl crate::Module for Failing {
        fn init(_module: &'static crate::ThisModule) -> crate::error::Result<Self> {
            Err(crate::error::code::EINVAL)
        }
    }

    #[test]
    fn built_in_code_waits_for_nobody() {
        // SAFETY: Null is what built-in code has.
        static BUILT_IN: crate::ThisModule =
            unsafe { crate::ThisModule::from_ptr(core::ptr::null_mut()) };
        let _use = CodeUse::own();
        let mut slot = core::mem::MaybeUninit::<Failing>::uninit();
        // SAFETY: The slot is empty, ours, and stays where it is.
        let error = unsafe { crate::module::__private::init(&raw mut slot, &BUILT_IN) };
        assert_eq!(error, crate::error::code::EINVAL.to_errno());
    }
}
