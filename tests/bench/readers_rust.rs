// SPDX-License-Identifier: GPL-2.0-only

//! Data that many read: behind a semaphore of readers, a sequence, and SRCU.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{
    new_rwsem, new_seqlock, new_srcu,
    prelude::*,
    sync::{RwSemaphore, SeqLock, Srcu},
};

module! {
    type: Readers,
    name: "readers_rust",
    description: "Benchmark: readers",
    license: "GPL",
}

const OPERATIONS: u32 = 100_000;

#[derive(Clone, Copy)]
struct Pair {
    first: u64,
    second: u64,
}

#[pin_data]
struct Shared {
    #[pin]
    slept_for: RwSemaphore<Pair>,
    #[pin]
    copied: SeqLock<Pair>,
    #[pin]
    watched: Srcu,
}

/// Does something often, and adds up what it gives.
fn often(mut each: impl FnMut() -> u64) -> Result {
    let mut sum = 0u64;
    for _ in 0..OPERATIONS {
        sum = sum.wrapping_add(each());
    }
    if sum == 1 {
        return Err(EINVAL);
    }
    Ok(())
}

struct Readers;

impl kernel::Module for Readers {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let pair = Pair {
            first: 1,
            second: 2,
        };
        let shared = KBox::pin_init(
            try_pin_init!(Shared {
                slept_for <- new_rwsem!(pair),
                copied <- new_seqlock!(pair),
                watched <- new_srcu!(),
            }),
            GFP_KERNEL,
        )?;
        measure("read semaphore", OPERATIONS, || {
            often(|| shared.slept_for.read().first)
        })?;
        measure("write semaphore", OPERATIONS, || {
            often(|| {
                let mut pair = shared.slept_for.write();
                pair.first = pair.first.wrapping_add(1);
                0
            })
        })?;
        measure("read sequence", OPERATIONS, || {
            often(|| {
                let pair = shared.copied.read();
                pair.first ^ pair.second
            })
        })?;
        measure("write sequence", OPERATIONS, || {
            often(|| {
                shared.copied.update(|pair| {
                    pair.first = pair.first.wrapping_add(1);
                    pair.second = pair.second.wrapping_add(1);
                });
                0
            })
        })?;
        measure("SRCU", OPERATIONS, || {
            often(|| {
                shared.watched.read_lock().unlock();
                0
            })
        })?;
        Ok(Self)
    }
}
