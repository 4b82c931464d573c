// SPDX-License-Identifier: GPL-2.0-only

//! Allocates memory in a way that may sleep while it has a spin lock, which the check for sleeping in
//! atomic context must report.
#![forbid(unsafe_code)]

use kernel::{new_spinlock, prelude::*, sync::SpinLock};

module! {
    type: BrokenSleep,
    name: "broken_sleep",
    description: "Sleeps with a spin lock",
    license: "GPL",
}

#[pin_data]
struct Data {
    #[pin]
    lock: SpinLock<u32>,
}

struct BrokenSleep;

impl kernel::Module for BrokenSleep {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let data = KBox::pin_init(pin_init!(Data { lock <- new_spinlock!(1) }), GFP_KERNEL)?;
        let guard = data.lock.lock();
        let boxed = KBox::new(*guard, GFP_KERNEL)?;
        drop(guard);
        drop(boxed);
        Ok(Self)
    }
}
