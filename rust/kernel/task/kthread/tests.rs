// SPDX-License-Identifier: GPL-2.0-only

//! KUnit cases for threads: that they end when they are to, and that nothing of theirs is left.

use super::{CurrentKthread, Kthread, PlainKthread};
use crate::{
    module::users::CodeUsers,
    prelude::*,
    sync::{
        atomic::{Acquire, Atomic, Relaxed, Release},
        new_condvar, new_mutex, Arc, Completion, CondVar, Mutex,
    },
    time::{delay::fsleep, Delta},
};

/// Counts in the place that it was made for, when it is dropped.
struct Dropped(Arc<Atomic<u32>>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.add(1u32, Relaxed);
    }
}

fn counter() -> Result<Arc<Atomic<u32>>> {
    Ok(Arc::new(Atomic::new(0), GFP_KERNEL)?)
}

/// Sleeps until it is stopped, and parks when it is to; counts how often it has parked.
fn sleeper(this: &CurrentKthread) -> u32 {
    let mut parked = 0u32;
    while !this.should_stop() {
        if this.should_park() {
            parked = parked.saturating_add(1);
            this.park();
        } else {
            this.sleep();
        }
    }
    parked
}

/// A function that says when it has begun, and what follows it.
fn begun<R: Send + 'static>(
    func: impl FnOnce(&CurrentKthread) -> R + Send + 'static,
) -> Result<Kthread<R>> {
    let begun = Arc::pin_init(Completion::new(), GFP_KERNEL)?;
    let its = begun.clone();
    let thread = Kthread::run(fmt!("test/{}", "begun"), move |this| {
        its.complete_all();
        func(this)
    })?;
    begun.wait_for_completion();
    Ok(thread)
}

#[pin_data]
struct Gate {
    #[pin]
    open: Mutex<bool>,
    #[pin]
    changed: CondVar,
}

#[macros::kunit_tests(rust_kernel_kthread)]
mod cases {
    use super::*;

    #[test]
    fn a_thread_that_was_left_alone_goes_on() -> Result {
        let (dropped, turns) = (counter()?, counter()?);
        let (its, mine) = (turns.clone(), Dropped(dropped.clone()));
        let thread = begun(move |this| {
            while its.load(Relaxed) == 0 {
                if this.should_park() {
                    this.park();
                }
                assert!(!this.should_stop());
                this.sleep_timeout(1);
            }
            mine
        })?;
        thread.park()?;
        thread.detach();
        assert_eq!(dropped.load(Relaxed), 0);
        turns.store(1, Relaxed);
        for _ in 0..10_000 {
            if dropped.load(Relaxed) != 0 {
                break;
            }
            fsleep(Delta::from_millis(1));
        }
        assert_eq!(dropped.load(Relaxed), 1);
        Ok(())
    }

    #[test]
    fn join_waits_for_the_end() -> Result {
        let thread = begun(|this| {
            fsleep(Delta::from_millis(20));
            (this.pid(), this.should_stop())
        })?;
        let pid = thread.task().pid();
        assert_eq!(thread.join()?, (pid, false));
        assert!(pid != crate::current!().pid());
        Ok(())
    }

    #[test]
    fn stop_ends_a_sleeper() -> Result {
        let thread = begun(sleeper)?;
        assert!(!thread.is_finished());
        assert_eq!(thread.stop()?, 0);
        Ok(())
    }

    #[test]
    fn stopping_what_has_ended_returns_its_result() -> Result {
        let thread = begun(|_| 7)?;
        while !thread.is_finished() {
            fsleep(Delta::from_millis(1));
        }
        // The task itself may well be gone by now.
        fsleep(Delta::from_millis(20));
        assert_eq!(thread.stop()?, 7);
        Ok(())
    }

    #[test]
    fn drop_stops_and_waits() -> Result {
        let ended = counter()?;
        let its = ended.clone();
        let thread = begun(move |this| {
            sleeper(this);
            fsleep(Delta::from_millis(20));
            its.store(1, Release);
        })?;
        drop(thread);
        assert_eq!(ended.load(Acquire), 1);
        Ok(())
    }

    #[test]
    fn function_and_result_are_dropped_once() -> Result {
        let (functions, results) = (counter()?, counter()?);
        for how in 0..4 {
            let (function, result) = (Dropped(functions.clone()), Dropped(results.clone()));
            let func = move |_: &CurrentKthread| {
                drop(function);
                result
            };
            match how {
                // Never called.
                0 => drop(Kthread::create(fmt!("test"), func)?),
                1 => assert!(Kthread::create(fmt!("test"), func)?.bind(u32::MAX).is_err()),
                2 => drop(begun(func)?),
                _ => drop(begun(func)?.join()?),
            }
            assert_eq!(functions.load(Relaxed), how + 1);
            assert_eq!(results.load(Relaxed), how + 1);
        }
        Ok(())
    }

    #[test]
    fn park_holds_a_thread_until_unpark() -> Result {
        let rounds = counter()?;
        let its = rounds.clone();
        let thread = begun(move |this| {
            while !this.should_stop() {
                if this.should_park() {
                    this.park();
                }
                its.add(1u32, Relaxed);
                this.sleep_timeout(1);
            }
        })?;
        thread.park()?;
        assert_eq!(thread.park(), Err(EBUSY));
        let parked = rounds.load(Relaxed);
        fsleep(Delta::from_millis(50));
        assert_eq!(rounds.load(Relaxed), parked);

        thread.unpark();
        thread.unpark();
        while rounds.load(Relaxed) == parked {
            fsleep(Delta::from_millis(1));
        }
        thread.park()?;
        thread.stop()
    }

    #[test]
    fn parking_does_not_wait_for_who_never_parks() -> Result {
        let go = Arc::pin_init(Completion::new(), GFP_KERNEL)?;
        let its = go.clone();
        let thread = begun(move |_| {
            its.wait_for_completion();
            // The other one is in `park()` meanwhile, or is about to call it.
            fsleep(Delta::from_millis(20));
        })?;
        go.complete_all();
        // The function returns without a look; the thread parks nevertheless, or has ended.
        let parked = thread.park();
        assert!(matches!(parked, Ok(()) | Err(ESRCH)));
        if parked.is_ok() {
            assert!(!thread.is_finished());
            thread.unpark();
        }
        thread.join()
    }

    #[test]
    fn what_has_ended_is_not_parked() -> Result {
        let thread = begun(|_| ())?;
        while !thread.is_finished() {
            fsleep(Delta::from_millis(1));
        }
        assert_eq!(thread.park(), Err(ESRCH));
        thread.unpark();
        thread.join()
    }

    #[test]
    fn stop_ends_a_parked_thread() -> Result {
        let thread = begun(sleeper)?;
        thread.park()?;
        assert_eq!(thread.stop()?, 1);
        Ok(())
    }

    #[test]
    fn stop_ends_who_waits_for_a_condition() -> Result {
        let gate = Arc::pin_init(
            pin_init!(Gate {
                open <- new_mutex!(false),
                changed <- new_condvar!(),
            }),
            GFP_KERNEL,
        )?;
        let wait = |gate: Arc<Gate>| {
            move |this: &CurrentKthread| {
                let mut open = gate.open.lock();
                while !*open && !this.should_stop() {
                    this.wait(&gate.changed, &mut open);
                }
                *open
            }
        };
        assert_eq!(begun(wait(gate.clone()))?.stop()?, false);
        let thread = begun(wait(gate.clone()))?;
        *gate.open.lock() = true;
        gate.changed.notify_all();
        assert_eq!(thread.join()?, true);
        Ok(())
    }

    #[test]
    fn a_thread_does_not_wait_for_itself() -> Result {
        let place = Arc::pin_init(new_mutex!(None::<Kthread<()>>), GFP_KERNEL)?;
        let done = Arc::pin_init(Completion::new(), GFP_KERNEL)?;
        let (its, ready) = (place.clone(), done.clone());
        let seen = counter()?;
        let said = seen.clone();
        let mut held = place.lock();
        *held = Some(begun(move |_| {
            // Waits until the handle is there.
            let own = its.lock().take();
            if let Some(own) = own {
                let parked = own.park() == Err(EDEADLK);
                let stopped = own.stop() == Err(EDEADLK);
                said.store(u32::from(parked && stopped), Relaxed);
            }
            ready.complete_all();
        })?);
        drop(held);
        done.wait_for_completion();
        assert_eq!(seen.load(Relaxed), 1);
        Ok(())
    }

    #[test]
    fn a_bound_thread_runs_where_it_is_to() -> Result {
        let thread = Kthread::create(fmt!("test/cpu"), |this| {
            (0..50).all(|_| {
                this.sleep_timeout(1);
                this.cpu() == 0
            })
        })?;
        assert!(thread.bind(0)?.start().join()?);
        Ok(())
    }

    #[test]
    fn a_plain_thread_returns_what_its_function_does() -> Result {
        static CALLS: Atomic<u32> = Atomic::new(0);
        fn called(this: &CurrentKthread, result: Result) -> Result {
            CALLS.add(1u32, Relaxed);
            sleeper(this);
            result
        }
        let before = CALLS.load(Relaxed);
        let threads = [
            (
                PlainKthread::run(fmt!("plain"), |this| called(this, Ok(())))?,
                Ok(()),
            ),
            (
                PlainKthread::run(fmt!("plain"), |this| called(this, Err(EIO)))?,
                Err(EIO),
            ),
            (
                PlainKthread::run(fmt!("plain/{}", 2), |this| called(this, Err(EINTR)))?,
                Err(EINTR),
            ),
        ];
        while CALLS.load(Relaxed) != before + 3 {
            fsleep(Delta::from_millis(1));
        }
        for (thread, result) in threads {
            assert!(thread.task().pid() > 0);
            assert_eq!(thread.stop(), result);
        }
        Ok(())
    }

    #[test]
    fn plain_threads_are_counted_whether_they_run_or_not() -> Result {
        fn sleep(this: &CurrentKthread) -> Result {
            sleeper(this);
            Ok(())
        }
        let before = CodeUsers::own().count();
        for _ in 0..50 {
            // Some are stopped before they have called anything.
            let thread = PlainKthread::run(fmt!("plain"), sleep)?;
            assert!(CodeUsers::own().count() > before);
            drop(thread);
        }
        let refused = PlainKthread::run(fmt!("a\0b"), |_| Ok(()));
        assert_eq!(refused.err(), Some(EINVAL));
        assert_eq!(CodeUsers::own().count(), before);
        Ok(())
    }

    #[test]
    fn a_name_with_a_nul_is_refused() {
        let thread = Kthread::run(fmt!("a\0b"), |_| ());
        assert_eq!(thread.err(), Some(EINVAL));
        let thread = Kthread::run(fmt!("a{}b", '\0'), |_| ());
        assert_eq!(thread.err(), Some(EINVAL));
    }

    #[test]
    fn a_name_is_no_format() -> Result {
        Kthread::run(fmt!("%s%n{}", "%s"), |_| ())?.join()
    }
}
