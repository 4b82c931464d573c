// SPDX-License-Identifier: GPL-2.0-only

//! A thread is made, sleeps, and is stopped.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{
    prelude::*,
    task::kthread::{CurrentKthread, PlainKthread},
};

module! {
    type: Threads,
    name: "thread_rust",
    description: "Benchmark: thread",
    license: "GPL",
}

const OPERATIONS: u32 = 100;

fn sleeper(this: &CurrentKthread) -> Result {
    while !this.should_stop() {
        this.sleep();
    }
    Ok(())
}

struct Threads;

impl kernel::Module for Threads {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        measure("run and stop", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                match PlainKthread::run(fmt!("bench"), sleeper)?.stop() {
                    // It may be stopped before it has begun.
                    Err(error) if error != EINTR => return Err(error),
                    _ => (),
                }
            }
            Ok(())
        })?;
        Ok(Self)
    }
}
