// SPDX-License-Identifier: GPL-2.0-only

//! Jobs in a queue, which anybody who has one may cancel.
#![forbid(unsafe_code)]

use kernel::{
    list::{impl_list_arc_safe, impl_list_item, AtomicTracker, List, ListArc, ListLinks},
    prelude::*,
    sync::{new_spinlock, Arc, SpinLock},
};

module! {
    type: RustList,
    name: "rust_list",
    description: "Rust sample for lists of shared objects",
    license: "GPL",
}

/// One job. It is queued at most once at a time.
#[pin_data(PinnedDrop)]
struct Job {
    id: u32,
    urgent: bool,
    #[pin]
    tracker: AtomicTracker,
    #[pin]
    links: ListLinks,
}

impl_list_arc_safe! {
    impl ListArcSafe<0> for Job { tracked_by tracker: AtomicTracker; }
}
impl_list_item! {
    impl ListItem<0> for Job { using ListLinks { self.links }; }
}

impl Job {
    fn new(id: u32, urgent: bool) -> Result<Arc<Self>> {
        let init = pin_init!(Self {
            id,
            urgent,
            tracker <- AtomicTracker::new(),
            links <- ListLinks::new(),
        });
        Arc::pin_init(init, GFP_KERNEL)
    }
}

#[pinned_drop]
impl PinnedDrop for Job {
    fn drop(self: Pin<&mut Self>) {
        pr_info!("job {} is gone\n", self.id);
    }
}

#[pin_data]
struct Queue {
    #[pin]
    jobs: SpinLock<List<Job>>,
}

impl Queue {
    fn new() -> impl PinInit<Self> {
        pin_init!(Self {
            jobs <- new_spinlock!(List::new(), "Queue::jobs"),
        })
    }

    /// Queues a job, the urgent ones first. Fails if it is queued already, never for want of memory.
    fn push(&self, job: &Arc<Job>) -> Result {
        let job = ListArc::try_from_arc(job.clone()).map_err(|_| EBUSY)?;
        let mut jobs = self.jobs.lock();
        let mut cursor = jobs.cursor_front();
        while cursor
            .peek_next()
            .is_some_and(|next| next.urgent || !job.urgent)
        {
            cursor.move_next();
        }
        cursor.insert(job);
        Ok(())
    }

    fn cancel(&self, job: &Job) -> bool {
        // The job is dropped after the lock is, if this was the last reference.
        let removed = self.jobs.lock().remove_member(job);
        removed.is_some()
    }

    /// Takes the jobs out, all at once.
    fn take_all(&self) -> List<Job> {
        core::mem::take(&mut *self.jobs.lock())
    }
}

struct RustList {
    queue: Pin<KBox<Queue>>,
    last: Arc<Job>,
}

impl kernel::Module for RustList {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let queue = KBox::pin_init(Queue::new(), GFP_KERNEL)?;
        let slow = Job::new(1, false)?;
        queue.push(&slow)?;
        queue.push(&Job::new(2, false)?)?;
        queue.push(&Job::new(3, true)?)?;
        let last = Job::new(4, true)?;
        queue.push(&last)?;
        pr_info!("queued twice: {:?}\n", queue.push(&slow).err());
        pr_info!(
            "cancelled: {}, and again: {}\n",
            queue.cancel(&slow),
            queue.cancel(&slow)
        );

        let batch = queue.take_all();
        // They are still in a list, but not in the queue's.
        pr_info!("cancelled too late: {}\n", queue.cancel(&last));
        for job in batch {
            pr_info!("does job {}\n", job.id);
        }
        queue.push(&slow)?;
        queue.push(&last)?;
        Ok(Self { queue, last })
    }
}

impl Drop for RustList {
    fn drop(&mut self) {
        pr_info!("cancelled at last: {}\n", self.queue.cancel(&self.last));
    }
}
