// SPDX-License-Identifier: GPL-2.0-only

//! Work that is done later: at once, after a while, one by one, and not at all.
#![forbid(unsafe_code)]

use kernel::{
    prelude::*,
    sync::{
        atomic::{Atomic, Relaxed},
        Arc, Completion,
    },
    time::{delay::fsleep, msecs_to_jiffies, Delta},
    workqueue::{
        self, cancel_delayed_sync, cancel_sync, impl_has_delayed_work, impl_has_work,
        new_delayed_work, new_work, DelayedWork, OwnedQueue, Work, WorkItem,
    },
};

module! {
    type: RustWorkqueue,
    name: "rust_workqueue",
    description: "Rust workqueue sample",
    license: "GPL",
}

/// Two kinds of work on one object: now and later.
#[pin_data]
struct Job {
    runs: Atomic<u32>,
    #[pin]
    late: Completion,
    #[pin]
    now: Work<Job, 1>,
    #[pin]
    later: DelayedWork<Job, 2>,
}

impl_has_work! {
    impl HasWork<Self, 1> for Job { self.now }
}

impl_has_delayed_work! {
    impl HasDelayedWork<Self, 2> for Job { self.later }
}

impl Job {
    fn new() -> Result<Arc<Self>> {
        Arc::pin_init(
            pin_init!(Self {
                runs: Atomic::new(0),
                late <- Completion::new(),
                now <- new_work!("Job::now"),
                later <- new_delayed_work!("Job::later"),
            }),
            GFP_KERNEL,
        )
    }
}

impl WorkItem<1> for Job {
    type Pointer = Arc<Self>;

    fn run(this: Arc<Self>) {
        this.runs.add(1u32, Relaxed);
    }
}

impl WorkItem<2> for Job {
    type Pointer = Arc<Self>;

    fn run(this: Arc<Self>) {
        pr_info!("late\n");
        this.late.complete_all();
    }
}

/// Work that nobody else has.
#[pin_data]
struct Letter {
    text: &'static str,
    #[pin]
    work: Work<Letter>,
}

impl_has_work! {
    impl HasWork<Self> for Letter { self.work }
}

impl WorkItem for Letter {
    type Pointer = Pin<KBox<Self>>;

    fn run(this: Pin<KBox<Self>>) {
        pr_info!("letter: {}\n", this.text);
    }
}

struct RustWorkqueue {
    job: Arc<Job>,
    /// What is in it is done before the module is gone.
    queue: OwnedQueue,
}

impl kernel::Module for RustWorkqueue {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let queue = OwnedQueue::ordered(c"rust_workqueue")?;
        let job = Job::new()?;

        for text in ["first", "second"] {
            let letter = pin_init!(Letter { text, work <- new_work!("Letter::work") });
            queue.enqueue(KBox::pin_init(letter, GFP_KERNEL)?);
        }
        queue.flush();

        let taken = queue.enqueue::<_, 1>(job.clone()).is_ok();
        queue.flush();
        pr_info!("taken: {taken}, runs: {}\n", job.runs.load(Relaxed));
        pr_info!("cancelled: {}\n", cancel_sync::<_, 1>(&job).is_some());

        let system = workqueue::system_unbound();
        let taken = system
            .enqueue_delayed::<_, 2>(job.clone(), msecs_to_jiffies(10))
            .is_ok();
        pr_info!("waits: {taken}\n");
        job.late.wait_for_completion();

        // One that never comes: the pointer is taken back before the module is gone.
        let taken = system
            .enqueue_delayed::<_, 2>(job.clone(), msecs_to_jiffies(1_000_000))
            .is_ok();
        pr_info!("waits for long: {taken}\n");
        Ok(Self { job, queue })
    }
}

impl Drop for RustWorkqueue {
    fn drop(&mut self) {
        pr_info!(
            "cancelled: {}\n",
            cancel_delayed_sync::<_, 2>(&self.job).is_some()
        );
        if self
            .queue
            .try_spawn(GFP_KERNEL, || pr_info!("the last one\n"))
            .is_err()
        {
            pr_warn!("no memory for the last one\n");
        }
        // Nobody waits for this one, but unloading does.
        let slow = || {
            fsleep(Delta::from_millis(50));
            pr_info!("the slow one\n");
        };
        if workqueue::system_unbound()
            .try_spawn(GFP_KERNEL, slow)
            .is_err()
        {
            pr_warn!("no memory for the slow one\n");
        }
    }
}
