// SPDX-License-Identifier: GPL-2.0-only

//! A semaphore is taken and given back, and something that has happened is waited for.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{
    prelude::*,
    sync::{Completion, Semaphore},
};

module! {
    type: Waits,
    name: "wait_rust",
    description: "Benchmark: wait",
    license: "GPL",
}

const OPERATIONS: u32 = 100_000;

#[pin_data]
struct Events {
    #[pin]
    permits: Semaphore,
    #[pin]
    done: Completion,
}

struct Waits;

impl kernel::Module for Waits {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let events = KBox::pin_init(
            pin_init!(Events {
                permits <- Semaphore::new(1),
                done <- Completion::new(),
            }),
            GFP_KERNEL,
        )?;
        measure("semaphore", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                drop(events.permits.acquire());
            }
            Ok(())
        })?;
        events.done.complete_all();
        measure("completion", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                events.done.wait_for_completion();
            }
            Ok(())
        })?;
        Ok(Self)
    }
}
