// SPDX-License-Identifier: GPL-2.0-only

//! A thread is made, sleeps, and is stopped.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{
    prelude::*,
    task::kthread::{CurrentKthread, Kthread},
};

module! {
    type: Threads,
    name: "thread_rust",
    description: "Benchmark: thread",
    license: "GPL",
}

const OPERATIONS: u32 = 100;

fn sleeper(this: &CurrentKthread) -> i32 {
    while !this.should_stop() {
        this.sleep();
    }
    0
}

struct Threads;

impl kernel::Module for Threads {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        measure("run and stop", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                let thread = Kthread::run(fmt!("bench"), sleeper)?;
                match thread.stop() {
                    // It may be stopped before it has begun.
                    Ok(0) | Err(EINTR) => (),
                    _ => return Err(EINVAL),
                }
            }
            Ok(())
        })?;
        Ok(Self)
    }
}
