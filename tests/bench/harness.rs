// SPDX-License-Identifier: GPL-2.0-only

//! How the Rust half of a pair is measured; `harness.h` is the same for the other half.

use kernel::{
    prelude::*,
    sync::atomic::{Atomic, Relaxed},
    time::{Instant, Monotonic},
};

/// An operation is measured this often, and the least counts. It is read from memory, so that the compiler
/// makes no copies of the operation.
static RUNS: Atomic<u32> = Atomic::new(3);

/// Runs `all`, which is `operations` of them, and reports how long that took.
#[inline(always)]
pub(crate) fn measure(what: &str, operations: u32, mut all: impl FnMut() -> Result) -> Result {
    let mut least = i64::MAX;
    for _ in 0..RUNS.load(Relaxed) {
        let start = Instant::<Monotonic>::now();
        all()?;
        least = least.min(start.elapsed().as_nanos());
    }
    pr_info!("bench {what}: {operations} operations, {least} ns\n");
    Ok(())
}
