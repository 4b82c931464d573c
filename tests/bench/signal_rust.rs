// SPDX-License-Identifier: GPL-2.0-only

//! A thread asks whether a signal is pending, and takes those that it sends to itself.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{
    prelude::*,
    sync::atomic::{Acquire, Atomic, Release},
    task::{
        kthread::{CurrentKthread, PlainKthread},
        signal::Signal,
    },
    time::{delay::fsleep, Delta},
};

module! {
    type: Signals,
    name: "signal_rust",
    description: "Benchmark: signals",
    license: "GPL",
}

const OPERATIONS: u32 = 100_000;

/// Whether the thread has done its work.
static DONE: Atomic<bool> = Atomic::new(false);

/// What the thread does.
fn listen(this: &CurrentKthread) -> Result {
    let result = send_to_oneself(this);
    DONE.store(true, Release);
    while !this.should_stop() {
        this.sleep();
    }
    result
}

fn send_to_oneself(this: &CurrentKthread) -> Result {
    measure("is one pending", OPERATIONS, || {
        for _ in 0..OPERATIONS {
            current!().check_signals()?;
        }
        Ok(())
    })?;
    this.allow_signal(Signal::USR1);
    measure("send and take", OPERATIONS, || {
        for _ in 0..OPERATIONS {
            this.send_signal(Signal::USR1)?;
            if this.take_signal() != Some(Signal::USR1) {
                return Err(EINVAL);
            }
        }
        Ok(())
    })
}

struct Signals;

impl kernel::Module for Signals {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let listener = PlainKthread::run(fmt!("bench"), listen)?;
        while !DONE.load(Acquire) {
            fsleep(Delta::from_millis(1));
        }
        listener.stop()?;
        Ok(Self)
    }
}
