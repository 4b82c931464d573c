// SPDX-License-Identifier: GPL-2.0-only

//! What a Rust panic becomes: `BUG()`.

/// Prints where and why, then ends the task, or the machine, as C's `BUG()` does.
#[cfg(not(any(test, testlib)))]
#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    crate::pr_emerg!("{}\n", info);
    bindings::safe::BUG()
}
