// SPDX-License-Identifier: GPL-2.0-only

//! Takes two mutexes in both orders, which lockdep must report.
#![forbid(unsafe_code)]

use kernel::{
    new_mutex,
    prelude::*,
    sync::{Arc, Mutex},
};

module! {
    type: BrokenLockOrder,
    name: "broken_lock_order",
    description: "Two mutexes in both orders",
    license: "GPL",
}

#[pin_data]
struct Pair {
    #[pin]
    first: Mutex<u32>,
    #[pin]
    second: Mutex<u32>,
}

struct BrokenLockOrder;

impl kernel::Module for BrokenLockOrder {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let pair = Arc::pin_init(
            pin_init!(Pair { first <- new_mutex!(1), second <- new_mutex!(2) }),
            GFP_KERNEL,
        )?;
        {
            let first = pair.first.lock();
            *pair.second.lock() += *first;
        }
        let second = pair.second.lock();
        *pair.first.lock() += *second;
        Ok(Self)
    }
}
