// SPDX-License-Identifier: GPL-2.0-only

//! Threads that take numbers out of a queue, one that is parked for a while, and one that is never
//! started.
#![forbid(unsafe_code)]

use kernel::{
    prelude::*,
    sync::{
        atomic::{Atomic, Relaxed},
        new_condvar, new_mutex, Arc, CondVar, Mutex,
    },
    task::kthread::{CurrentKthread, Kthread, NewKthread},
    time::{delay::fsleep, Delta},
};

module! {
    type: RustKthread,
    name: "rust_kthread",
    description: "Rust kernel thread sample",
    license: "GPL",
}

/// Numbers that wait to be added up.
#[pin_data]
struct Queue {
    #[pin]
    numbers: Mutex<KVec<u64>>,
    #[pin]
    changed: CondVar,
}

impl Queue {
    fn add(&self, number: u64) -> Result {
        self.numbers.lock().push(number, GFP_KERNEL)?;
        self.changed.notify_one();
        Ok(())
    }

    /// What a worker does until it is stopped and nothing is left. Returns the sum of what it took.
    fn work(&self, this: &CurrentKthread) -> u64 {
        let mut sum = 0u64;
        let mut numbers = self.numbers.lock();
        loop {
            if let Some(number) = numbers.pop() {
                sum = sum.saturating_add(number);
            } else if this.should_stop() {
                return sum;
            } else {
                this.wait(&self.changed, &mut numbers);
            }
        }
    }
}

/// Counts rounds, and parks when it is asked to.
fn count(this: &CurrentKthread, rounds: &Atomic<u32>) {
    while !this.should_stop() {
        if this.should_park() {
            pr_info!("the counter is parked\n");
            this.park();
            pr_info!("the counter goes on\n");
        }
        rounds.add(1u32, Relaxed);
        this.sleep_timeout(1);
    }
}

/// A function that may be called by a thread.
trait Job: Send {
    fn run(&mut self, this: &CurrentKthread) -> Result<u32>;
}

struct Fails;

impl Job for Fails {
    fn run(&mut self, _: &CurrentKthread) -> Result<u32> {
        Err(EIO)
    }
}

struct RustKthread {
    workers: KVec<Kthread<u64>>,
    queue: Arc<Queue>,
    /// Stopped when it is dropped.
    _forgotten: NewKthread<()>,
}

impl kernel::Module for RustKthread {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let queue = Arc::pin_init(
            pin_init!(Queue {
                numbers <- new_mutex!(KVec::new()),
                changed <- new_condvar!(),
            }),
            GFP_KERNEL,
        )?;

        let mut workers = KVec::new();
        for number in 0..2 {
            let queue = queue.clone();
            // There is always a processor with the number 0.
            let worker =
                Kthread::create(fmt!("rust_worker/{number}"), move |this| queue.work(this))?
                    .bind(0)?
                    .start();
            workers.push(worker, GFP_KERNEL)?;
        }
        for number in 1..=100 {
            queue.add(number)?;
        }

        let mut job: KBox<dyn Job> = KBox::new(Fails, GFP_KERNEL)?;
        let failing = Kthread::run(fmt!("rust_job"), move |this| job.run(this))?;
        match failing.join()? {
            Ok(number) => pr_info!("the job returned {number}\n"),
            Err(error) => pr_info!("the job failed: {error:?}\n"),
        }

        let rounds = Arc::new(Atomic::new(0u32), GFP_KERNEL)?;
        let its_rounds = rounds.clone();
        let counter = Kthread::run(fmt!("rust_counter"), move |this| count(this, &its_rounds))?;
        while rounds.load(Relaxed) == 0 {
            fsleep(Delta::from_millis(1));
        }
        counter.park()?;
        let before = rounds.load(Relaxed);
        fsleep(Delta::from_millis(20));
        pr_info!(
            "rounds meanwhile: {}\n",
            rounds.load(Relaxed).wrapping_sub(before)
        );
        counter.unpark();
        while rounds.load(Relaxed) == before {
            fsleep(Delta::from_millis(1));
        }
        counter.stop()?;
        pr_info!("the counter has ended\n");

        Ok(Self {
            workers,
            queue,
            _forgotten: Kthread::create(fmt!("rust_never"), |_| pr_err!("called\n"))?,
        })
    }
}

impl Drop for RustKthread {
    fn drop(&mut self) {
        if self.queue.add(1000).is_err() {
            pr_warn!("no memory for the last number\n");
        }
        let mut sum = 0u64;
        while let Some(worker) = self.workers.pop() {
            match worker.stop() {
                Ok(part) => sum = sum.saturating_add(part),
                Err(error) => pr_warn!("a worker: {error:?}\n"),
            }
        }
        pr_info!("the sum is {sum}\n");

        // Nobody waits for this one, but unloading does.
        let slow = Kthread::run(fmt!("rust_slow"), |_| {
            fsleep(Delta::from_millis(50));
            pr_info!("the slow one has ended\n");
        });
        match slow {
            Ok(thread) => thread.detach(),
            Err(_) => pr_warn!("no memory for the slow one\n"),
        }
    }
}
