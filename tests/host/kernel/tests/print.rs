// SPDX-License-Identifier: GPL-2.0-only

//! Messages: what is evaluated, and how often. The host has no kernel log to look at.

use kernel::dbg;
use kernel::device::Device;
use kernel::prelude::*;
use kernel::print::{OnceLite, RateLimit};
use std::cell::Cell;

/// As `module!` defines it.
const __LOG_PREFIX: &[u8] = b"host\0";

#[test]
fn arguments_are_evaluated_once_each() {
    let count = Cell::new(0);
    let next = || count.replace(count.get() + 1);
    pr_emerg!("{} {}\n", next(), next());
    pr_info!("{}\n", next());
    kernel::pr_cont!("{}\n", next());
    assert_eq!(count.get(), 4);
    pr_debug!("{}\n", next());
    assert_eq!(count.get(), if cfg!(debug_assertions) { 5 } else { 4 });
}

#[test]
fn once_is_once_a_place() {
    let count = Cell::new(0);
    let next = || count.replace(count.get() + 1);
    for _ in 0..3 {
        kernel::pr_info_once!("{}\n", next());
        kernel::pr_err_once!("{}\n", next());
    }
    assert_eq!(count.get(), 2);
}

#[test]
fn arguments_have_names_of_their_own() {
    const ONCE: usize = 1;
    const LIMIT: usize = 2;
    let (seen, allowed, once) = (Cell::new(0), 4, 8);
    let add = |n: usize| seen.replace(seen.get() + n);
    kernel::pr_info_once!("{ONCE} {once} {}\n", add(ONCE + once));
    kernel::pr_warn_ratelimited!("{LIMIT} {allowed} {}\n", add(LIMIT + allowed));
    kernel::do_once_lite! { add(16 * ONCE); };
    assert_eq!(seen.get(), 31);
}

#[test]
fn once_among_threads() {
    static ONCE: OnceLite = OnceLite::new();
    let winners: usize = std::thread::scope(|scope| {
        let threads: std::vec::Vec<_> = (0..8)
            .map(|_| scope.spawn(|| usize::from(ONCE.call_once(|| ()))))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .sum()
    });
    assert_eq!(winners, 1);
    assert!(!ONCE.call_once(|| panic!("once more")));
}

#[test]
fn limits() {
    static LIMIT: RateLimit = RateLimit::new();
    // The host's clock stands still: the burst is all there is.
    assert_eq!((0..50).filter(|_| LIMIT.allow(c"host")).count(), 10);

    let count = Cell::new(0);
    for _ in 0..50 {
        kernel::pr_warn_ratelimited!("{}\n", count.replace(count.get() + 1));
    }
    assert_eq!(count.get(), 10);
}

#[test]
fn devices() {
    let mut raw = bindings::device {
        init_name: c"eth0".as_ptr().cast(),
    };
    // SAFETY: The object is alive.
    let dev: &Device = unsafe { Device::from_raw(&mut raw) };
    assert_eq!(dev.name(), c"eth0");
    let count = Cell::new(0);
    for _ in 0..3 {
        dev_info!(dev, "{}\n", count.replace(count.get() + 1));
        kernel::dev_err_once!(dev, "{}\n", count.replace(count.get() + 1));
    }
    assert_eq!(count.get(), 4);
}

#[test]
fn dbg_gives_the_value_back() {
    let text = dbg!(String::from("moved"));
    assert_eq!(text, "moved");
    assert_eq!(dbg!(1, "two"), (1, "two"));
    dbg!();
}
