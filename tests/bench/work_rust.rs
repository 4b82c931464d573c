// SPDX-License-Identifier: GPL-2.0-only

//! Work is queued, and waited for.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{
    prelude::*,
    sync::{
        atomic::{Atomic, Relaxed},
        Arc,
    },
    workqueue::{impl_has_work, new_work, OwnedQueue, Work, WorkItem},
};

module! {
    type: Works,
    name: "work_rust",
    description: "Benchmark: work",
    license: "GPL",
}

const OPERATIONS: u32 = 2_000;

#[pin_data]
struct Job {
    runs: Atomic<u32>,
    #[pin]
    work: Work<Job>,
}

impl_has_work! {
    impl HasWork<Self> for Job { self.work }
}

impl WorkItem for Job {
    type Pointer = Arc<Self>;

    fn run(this: Arc<Self>) {
        this.runs.add(1u32, Relaxed);
    }
}

struct Works;

impl kernel::Module for Works {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let queue = OwnedQueue::ordered(c"bench_work_rust")?;
        let job = Arc::pin_init(
            pin_init!(Job { runs: Atomic::new(0), work <- new_work!("Job::work") }),
            GFP_KERNEL,
        )?;
        measure("queue and flush", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                queue.enqueue(job.clone()).map_err(|_| EBUSY)?;
                queue.flush();
            }
            Ok(())
        })?;
        Ok(Self)
    }
}
