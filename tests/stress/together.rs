// SPDX-License-Identifier: GPL-2.0-only

//! Threads that do the same at the same time.

use kernel::{
    prelude::*,
    sync::{
        atomic::{Acquire, Atomic, Relaxed, Release},
        Arc, Completion, PerCpu,
    },
    time::{delay::fsleep, Delta},
    workqueue,
};

/// How many threads there are.
pub(crate) const THREADS: usize = 4;

/// Threads of the kernel's, of which each gets the same to do.
pub(crate) struct Team {
    pub(crate) rounds: usize,
    /// How often each processor was used.
    used: Arc<PerCpu<Atomic<u64>>>,
}

#[pin_data]
struct Meeting {
    arrived: Atomic<usize>,
    left: Atomic<usize>,
    #[pin]
    over: Completion,
}

impl Team {
    pub(crate) fn new(rounds: u32) -> Result<Self> {
        Ok(Self {
            rounds: rounds as usize,
            used: Arc::new(
                PerCpu::new_with(GFP_KERNEL, |_| Atomic::new(0))?,
                GFP_KERNEL,
            )?,
        })
    }

    /// Runs `work(shared, thread, round)` in every thread, once a round, and waits for all of them.
    pub(crate) fn run<T: Send + Sync + 'static>(
        &self,
        shared: &Arc<T>,
        work: fn(&T, usize, usize),
    ) -> Result {
        let meeting = Arc::pin_init(
            pin_init!(Meeting {
                arrived: Atomic::new(0),
                left: Atomic::new(0),
                over <- Completion::new(),
            }),
            GFP_KERNEL,
        )?;
        for thread in 0..THREADS {
            let (mine, shared, used, rounds) = (
                meeting.clone(),
                shared.clone(),
                self.used.clone(),
                self.rounds,
            );
            let started = workqueue::system_unbound().try_spawn(GFP_KERNEL, move || {
                mine.arrived.fetch_add(1usize, Release);
                while mine.arrived.load(Acquire) < THREADS {
                    fsleep(Delta::from_micros(50));
                }
                for round in 0..rounds {
                    work(&shared, thread, round);
                    used.this().add(1u64, Relaxed);
                }
                // What was shared is given back before anybody is told.
                drop(shared);
                mine.leave();
            });
            if started.is_err() {
                // The others do not wait for who never comes.
                for _ in thread..THREADS {
                    meeting.arrived.fetch_add(1usize, Release);
                    meeting.leave();
                }
                meeting.over.wait_for_completion();
                return Err(ENOMEM);
            }
        }
        meeting.over.wait_for_completion();
        Ok(())
    }

    /// How many processors the threads have been seen on.
    pub(crate) fn processors(&self) -> usize {
        self.used
            .iter()
            .filter(|(_, n)| n.load(Relaxed) != 0)
            .count()
    }

    /// How often anything was done.
    pub(crate) fn total(&self) -> u64 {
        self.used.iter().map(|(_, n)| n.load(Relaxed)).sum()
    }
}

impl Meeting {
    fn leave(&self) {
        if self.left.fetch_add(1usize, Release) + 1 == THREADS {
            self.over.complete_all();
        }
    }
}
