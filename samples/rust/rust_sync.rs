// SPDX-License-Identifier: GPL-2.0-only

//! Shared ownership, locks, waiting and atomic variables.
#![forbid(unsafe_code)]

use kernel::{
    prelude::*,
    sync::{
        atomic::{Atomic, Full, Relaxed},
        new_condvar, new_mutex, new_spinlock, rcu, Arc, ArcBorrow, Completion, CondVar,
        CondVarTimeoutResult, LockedBy, Mutex, SetOnce, SpinLock, UniqueArc,
    },
    time::{msecs_to_jiffies, Delta, Instant, Monotonic},
};

module! {
    type: RustSync,
    name: "rust_sync",
    description: "Rust synchronisation sample",
    license: "GPL",
    params: {
        wait_ms: u32 {
            default: 10,
            description: "How long to wait for what never comes, in milliseconds",
            permissions: 0o444,
        },
    },
}

/// How many jobs were ever queued.
static QUEUED: Atomic<u64> = Atomic::new(0);

/// The first job ever queued.
static FIRST: SetOnce<u32> = SetOnce::new();

/// Jobs that wait to be done.
#[pin_data]
struct Queue {
    #[pin]
    jobs: Mutex<KVec<u32>>,
    #[pin]
    done: SpinLock<u32>,
    #[pin]
    changed: CondVar,
    #[pin]
    closed: Completion,
}

impl Queue {
    fn new() -> impl PinInit<Self> {
        pin_init!(Self {
            jobs <- new_mutex!(KVec::new(), "Queue::jobs"),
            done <- new_spinlock!(0, "Queue::done"),
            changed <- new_condvar!("Queue::changed"),
            closed <- Completion::new(),
        })
    }

    fn push(&self, job: u32) -> Result {
        self.jobs.lock().push(job, GFP_KERNEL)?;
        QUEUED.add(1u64, Relaxed);
        FIRST.populate(job);
        self.changed.notify_one();
        Ok(())
    }

    /// Takes the newest job, and waits for one if there is none.
    fn take(&self, wait_ms: u32) -> Result<u32> {
        let mut jobs = self.jobs.lock();
        loop {
            if let Some(job) = jobs.pop() {
                let mut done = self.done.lock();
                *done = done.saturating_add(1);
                return Ok(job);
            }
            let jiffies = msecs_to_jiffies(wait_ms);
            match self.changed.wait_interruptible_timeout(&mut jobs, jiffies) {
                CondVarTimeoutResult::Timeout => return Err(ETIMEDOUT),
                CondVarTimeoutResult::Signal { .. } => return Err(EINTR),
                CondVarTimeoutResult::Woken { .. } => {}
            }
        }
    }
}

/// Keeps the queue for longer than it was lent.
fn keep(queue: ArcBorrow<'_, Queue>) -> Arc<Queue> {
    queue.into()
}

fn ownership() -> Result {
    let mut unique = UniqueArc::new([1u32, 2, 3], GFP_KERNEL)?;
    unique.reverse();
    let shared: Arc<[u32; 3]> = unique.into();
    let other = shared.clone();
    pr_info!(
        "shared by two: {:?}, the same: {}\n",
        &shared[..],
        Arc::ptr_eq(&shared, &other)
    );
    pr_info!(
        "alone after one gave up: {}\n",
        Arc::into_unique_or_drop(shared).is_some()
    );
    pr_info!(
        "alone after the other did: {}\n",
        Arc::into_unique_or_drop(other).is_some()
    );
    Ok(())
}

/// A count that belongs to the lock of a queue's jobs.
fn locked_elsewhere(queue: &Queue) {
    let looks = LockedBy::new(&queue.jobs, 0u32);
    for _ in 0..3 {
        let mut jobs = queue.jobs.lock();
        let looks = looks.access_mut(&mut jobs);
        *looks = looks.saturating_add(1);
    }
    pr_info!("looked {} times\n", looks.access(&queue.jobs.lock()));
}

fn waiting(queue: &Queue) {
    let wait_ms = module_parameters::wait_ms.value();
    let start = Instant::<Monotonic>::now();
    let nothing = queue.take(wait_ms);
    // The timer's clock is coarser than this one.
    let waited = start.elapsed() >= Delta::from_millis(i64::from(wait_ms / 2));
    pr_info!(
        "no more jobs: {:?}, waited long enough: {waited}\n",
        nothing.err()
    );

    queue.closed.complete_all();
    queue.closed.wait_for_completion();
    pr_info!("closed\n");
}

struct RustSync {
    queue: Arc<Queue>,
}

impl kernel::Module for RustSync {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        ownership()?;

        let queue = Arc::pin_init(Queue::new(), GFP_KERNEL)?;
        let kept = keep(queue.as_arc_borrow());
        for job in [10, 20, 30] {
            kept.push(job)?;
        }
        pr_info!(
            "queued {}, the first {:?}\n",
            QUEUED.load(Relaxed),
            FIRST.as_ref()
        );
        for _ in 0..3 {
            pr_info!("job {}\n", queue.take(0)?);
        }

        {
            let _jobs = queue.jobs.lock();
            pr_info!(
                "somebody else gets the lock: {}\n",
                kept.jobs.try_lock().is_some()
            );
        }
        pr_info!("and now: {}\n", kept.jobs.try_lock().is_some());

        let reader = rcu::read_lock();
        pr_info!("done {}\n", *queue.done.lock());
        drop(reader);

        locked_elsewhere(&queue);
        waiting(&queue);
        pr_info!("the task has a number: {}\n", current!().pid() > 0);
        Ok(Self { queue })
    }
}

impl Drop for RustSync {
    fn drop(&mut self) {
        pr_info!(
            "done {} of {}\n",
            *self.queue.done.lock(),
            QUEUED.xchg(0, Full)
        );
    }
}
