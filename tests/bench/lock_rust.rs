// SPDX-License-Identifier: GPL-2.0-only

//! A number behind a lock is counted up.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{
    new_mutex, new_spinlock,
    prelude::*,
    sync::{Mutex, SpinLock},
};

module! {
    type: Lock,
    name: "lock_rust",
    description: "Benchmark: lock",
    license: "GPL",
}

const OPERATIONS: u32 = 100_000;

#[pin_data]
struct Numbers {
    #[pin]
    slept_for: Mutex<u64>,
    #[pin]
    spun_for: SpinLock<u64>,
}

struct Lock;

impl kernel::Module for Lock {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let numbers = KBox::pin_init(
            pin_init!(Numbers {
                slept_for <- new_mutex!(0),
                spun_for <- new_spinlock!(0),
            }),
            GFP_KERNEL,
        )?;
        measure("mutex", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                let mut number = numbers.slept_for.lock();
                *number = number.wrapping_add(1);
            }
            Ok(())
        })?;
        measure("spinlock", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                let mut number = numbers.spun_for.lock();
                *number = number.wrapping_add(1);
            }
            Ok(())
        })?;
        Ok(Self)
    }
}
