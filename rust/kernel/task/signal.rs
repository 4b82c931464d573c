// SPDX-License-Identifier: GPL-2.0-only

//! Signals.
//!
//! A task with a signal pending does not sleep where signals may disturb: what would sleep returns
//! `ERESTARTSYS`, the driver returns it to C, and C calls the signal's handler and then begins the system
//! call anew, or lets it fail with `EINTR`, as the handler was set up.
//!
//! Threads of the kernel have no handlers. They ignore signals, until they
//! [allow](CurrentKthread::allow_signal) some, which they then [take](CurrentKthread::take_signal).
//!
//! C header: [`include/linux/sched/signal.h`](srctree/include/linux/sched/signal.h)

use super::{current::Handling, kthread::CurrentKthread, CurrentTask, Task};
use crate::{
    error::{
        code::{EINTR, ERESTARTSYS},
        to_result, Result,
    },
    ffi::c_int,
};

/// Tells C that the kernel sends a signal, and no process: nobody asks whether it may.
pub(super) const FROM_KERNEL: c_int = 1;

/// The number of a signal.
///
/// # Invariants
///
/// It is at least 1 and at most `_NSIG`.
///
/// # Examples
///
/// ```
/// use kernel::task::signal::Signal;
///
/// assert_eq!(Signal::KILL.number(), 9);
/// assert_eq!(Signal::new(15), Some(Signal::TERM));
/// assert_eq!(Signal::new(0), None);
/// assert_eq!(Signal::new(1000), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Signal(c_int);

macro_rules! signals {
    ($($(#[$doc:meta])* $name:ident = $value:path;)*) => {
        impl Signal {$(
            $(#[$doc])*
            pub const $name: Signal = match Signal::new($value as c_int) {
                Some(signal) => signal,
                None => panic!("no such signal"),
            };
        )*}
    };
}

signals! {
    /// The terminal is gone.
    HUP = bindings::SIGHUP;
    /// The user interrupts.
    INT = bindings::SIGINT;
    /// The user wants it to quit, and a core dump.
    QUIT = bindings::SIGQUIT;
    /// It ends, whatever it does.
    KILL = bindings::SIGKILL;
    /// Of its own meaning.
    USR1 = bindings::SIGUSR1;
    /// Of its own meaning, too.
    USR2 = bindings::SIGUSR2;
    /// Nobody reads the pipe.
    PIPE = bindings::SIGPIPE;
    /// Its timer has expired.
    ALRM = bindings::SIGALRM;
    /// It is asked to end.
    TERM = bindings::SIGTERM;
    /// A child has changed.
    CHLD = bindings::SIGCHLD;
    /// It goes on.
    CONT = bindings::SIGCONT;
    /// It stops, whatever it does.
    STOP = bindings::SIGSTOP;
    /// Urgent data has arrived.
    URG = bindings::SIGURG;
    /// A file is ready.
    IO = bindings::SIGIO;
}

impl Signal {
    /// The signal of a number, if there is one.
    pub const fn new(number: c_int) -> Option<Signal> {
        if number < 1 || number > bindings::_NSIG as c_int {
            return None;
        }
        // INVARIANT: Just checked.
        Some(Signal(number))
    }

    /// The number.
    pub const fn number(self) -> c_int {
        self.0
    }
}

impl Task {
    /// Tells whether a signal is pending that kills the task, whatever it does.
    #[inline]
    pub fn fatal_signal_pending(&self) -> bool {
        bindings::safe::fatal_signal_pending(self.live()) != 0
    }

    /// Sends a signal to the thread, on behalf of the kernel.
    ///
    /// A signal that the task ignores is accepted, and gone.
    ///
    /// # Errors
    ///
    /// `ESRCH` if the task has ended; `EAGAIN` if there is no room for a real-time signal.
    ///
    /// # Context
    ///
    /// Any but NMI; takes spin locks with interrupts off.
    ///
    /// # Examples
    ///
    /// See [`CurrentKthread::take_signal`].
    #[inline]
    pub fn send_signal(&self, signal: Signal) -> Result {
        to_result(bindings::safe::send_sig(
            signal.number(),
            self.live(),
            FROM_KERNEL,
        ))
    }
}

impl CurrentTask {
    /// Returns an error if a signal is pending. For loops that wait for something.
    ///
    /// # Errors
    ///
    /// `ERESTARTSYS`: for C, which begins the system call anew if that is wanted.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{prelude::*, time::{delay::fsleep, Delta}};
    ///
    /// /// Waits for hardware that has no interrupt.
    /// fn wait(mut ready: impl FnMut() -> bool) -> Result {
    ///     while !ready() {
    ///         current!().check_signals()?;
    ///         fsleep(Delta::from_millis(1));
    ///     }
    ///     Ok(())
    /// }
    ///
    /// let mut tries = 3;
    /// wait(|| {
    ///     tries -= 1;
    ///     tries == 0
    /// })?;
    /// assert!(current!().check_fatal_signals().is_ok());
    /// # Ok::<(), Error>(())
    /// ```
    #[inline]
    pub fn check_signals(&self) -> Result {
        if self.signal_pending() {
            return Err(ERESTARTSYS);
        }
        Ok(())
    }

    /// Returns an error if a signal is pending that kills the task.
    ///
    /// # Errors
    ///
    /// `EINTR`, which nobody sees.
    #[inline]
    pub fn check_fatal_signals(&self) -> Result {
        if self.fatal_signal_pending() {
            return Err(EINTR);
        }
        Ok(())
    }
}

impl CurrentKthread {
    /// Lets the thread get a signal, from whoever may send it.
    ///
    /// # Context
    ///
    /// Takes a spin lock with interrupts off.
    #[inline]
    pub fn allow_signal(&self, signal: Signal) {
        self.handle_signal(signal, Handling::Allow);
    }

    /// Lets the thread get a signal if the kernel sends it, and not from user space.
    ///
    /// # Context
    ///
    /// Takes a spin lock with interrupts off.
    #[inline]
    pub fn allow_kernel_signal(&self, signal: Signal) {
        self.handle_signal(signal, Handling::AllowOfKernel);
    }

    /// Has the thread ignore a signal, as in the beginning. One that is pending is gone.
    ///
    /// # Context
    ///
    /// Takes a spin lock with interrupts off.
    #[inline]
    pub fn disallow_signal(&self, signal: Signal) {
        self.handle_signal(signal, Handling::Ignore);
    }

    /// Takes the next signal that is pending.
    ///
    /// While one is pending, the thread does not sleep where signals may disturb.
    ///
    /// # Context
    ///
    /// Takes a spin lock with interrupts off.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{
    ///     prelude::*,
    ///     sync::{Arc, Completion},
    ///     task::{kthread::Kthread, signal::Signal},
    /// };
    ///
    /// let ready = Arc::pin_init(Completion::new(), GFP_KERNEL)?;
    /// let its_ready = ready.clone();
    /// let thread = Kthread::run(fmt!("listener"), move |this| {
    ///     this.allow_signal(Signal::USR1);
    ///     its_ready.complete_all();
    ///     loop {
    ///         if let Some(signal) = this.take_signal() {
    ///             return Some(signal);
    ///         }
    ///         if this.should_stop() {
    ///             return None;
    ///         }
    ///         this.sleep();
    ///     }
    /// })?;
    /// ready.wait_for_completion();
    ///
    /// // It is not interested in the first one.
    /// thread.task().send_signal(Signal::USR2)?;
    /// thread.task().send_signal(Signal::USR1)?;
    /// assert_eq!(thread.join()?, Some(Signal::USR1));
    /// # Ok::<(), Error>(())
    /// ```
    #[inline]
    pub fn take_signal(&self) -> Option<Signal> {
        Signal::new(self.dequeue_signal())
    }
}

#[cfg(CONFIG_KUNIT = "y")]
#[allow(unsafe_code, reason = "a suite of KUnit lies in a section of its own")]
#[macros::kunit_tests(rust_kernel_signal)]
mod tests {
    use super::Signal;
    use crate::{
        prelude::*,
        sync::{Arc, Completion},
        task::{
            kthread::{CurrentKthread, Kthread},
            process_id::ProcessId,
        },
        time::delay::msleep_interruptible,
    };

    /// A thread that has called `func` and then sleeps until a signal arrives, which it returns, with
    /// whether it kills; or until it is stopped.
    fn listener(
        func: impl FnOnce(&CurrentKthread) + Send + 'static,
    ) -> Result<Kthread<Option<(Signal, bool)>>> {
        let ready = Arc::pin_init(Completion::new(), GFP_KERNEL)?;
        let its_ready = ready.clone();
        let thread = Kthread::run(fmt!("test/signal"), move |this| {
            func(this);
            its_ready.complete_all();
            loop {
                let fatal = this.fatal_signal_pending();
                if let Some(signal) = this.take_signal() {
                    return Some((signal, fatal));
                }
                if this.should_stop() {
                    return None;
                }
                this.sleep();
            }
        })?;
        ready.wait_for_completion();
        Ok(thread)
    }

    #[test]
    fn a_thread_ignores_what_it_does_not_allow() -> Result {
        let thread = listener(|this| {
            this.allow_signal(Signal::USR1);
            this.disallow_signal(Signal::USR1);
        })?;
        for signal in [Signal::USR1, Signal::TERM, Signal::KILL] {
            thread.task().send_signal(signal)?;
            assert!(!thread.task().signal_pending());
        }
        assert_eq!(thread.stop()?, None);
        Ok(())
    }

    #[test]
    fn what_kills_is_told_from_other_signals() -> Result {
        let allow = |this: &CurrentKthread| {
            this.allow_kernel_signal(Signal::TERM);
            this.allow_kernel_signal(Signal::KILL);
        };
        let thread = listener(allow)?;
        thread.task().send_signal(Signal::TERM)?;
        assert_eq!(thread.join()?, Some((Signal::TERM, false)));

        let thread = listener(allow)?;
        thread.task().send_signal(Signal::KILL)?;
        assert_eq!(thread.join()?, Some((Signal::KILL, true)));
        Ok(())
    }

    #[test]
    fn a_signal_finds_its_process_by_number() -> Result {
        let thread = listener(|this| this.allow_signal(Signal::HUP))?;
        let id = ProcessId::find(thread.task().pid()).ok_or(ESRCH)?;
        assert_eq!(id.number(), thread.task().pid());
        id.send_signal(Signal::HUP)?;
        assert_eq!(thread.join()?, Some((Signal::HUP, false)));
        Ok(())
    }

    #[test]
    fn sleep_ends_with_a_signal() -> Result {
        let ready = Arc::pin_init(Completion::new(), GFP_KERNEL)?;
        let its_ready = ready.clone();
        let thread = Kthread::run(fmt!("test/sleep"), move |this| {
            this.allow_signal(Signal::INT);
            let before = msleep_interruptible(1);
            its_ready.complete_all();
            let during = msleep_interruptible(1_000_000);
            // It stays pending until it is taken.
            let after = msleep_interruptible(1_000_000);
            let checked = this.check_signals();
            let taken = this.take_signal();
            (
                before,
                during,
                after,
                checked,
                taken,
                msleep_interruptible(1),
            )
        })?;
        ready.wait_for_completion();
        thread.task().send_signal(Signal::INT)?;
        let (before, during, after, checked, taken, last) = thread.join()?;
        assert_eq!((before, last), (Ok(()), Ok(())));
        assert_eq!((during, after), (Err(ERESTARTSYS), Err(ERESTARTSYS)));
        assert_eq!((checked, taken), (Err(ERESTARTSYS), Some(Signal::INT)));
        Ok(())
    }

    #[test]
    fn waiting_ends_with_a_signal() -> Result {
        let never = Arc::pin_init(Completion::new(), GFP_KERNEL)?;
        let ready = Arc::pin_init(Completion::new(), GFP_KERNEL)?;
        let (its_never, its_ready) = (never.clone(), ready.clone());
        let thread = Kthread::run(fmt!("test/wait"), move |this| {
            this.allow_signal(Signal::KILL);
            its_ready.complete_all();
            let result = its_never.wait_for_completion_killable();
            (result, its_never.wait_for_completion_interruptible())
        })?;
        ready.wait_for_completion();
        thread.task().send_signal(Signal::KILL)?;
        assert_eq!(thread.join()?, (Err(ERESTARTSYS), Err(ERESTARTSYS)));

        ready.wait_for_completion_interruptible()?;
        ready.wait_for_completion_killable()?;
        assert_eq!(never.wait_for_completion_timeout(1), 0);
        assert!(ready.wait_for_completion_timeout(1) > 0);
        Ok(())
    }
}
