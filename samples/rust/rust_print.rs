// SPDX-License-Identifier: GPL-2.0-only

//! Messages at every level, continued, once and rate-limited.
#![forbid(unsafe_code)]

use kernel::prelude::*;
use kernel::{pr_cont, pr_info_once, pr_info_ratelimited, pr_warn_once};

module! {
    type: RustPrint,
    name: "rust_print",
    description: "Rust printing sample",
    license: "GPL",
}

struct RustPrint;

/// A type of the driver's own in a message.
struct Version {
    major: u8,
    minor: u8,
}

impl kernel::fmt::Display for Version {
    fn fmt(&self, f: &mut kernel::fmt::Formatter<'_>) -> kernel::fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

fn levels() {
    pr_emerg!("Emergency message (level 0) without args\n");
    pr_alert!("Alert message (level 1) without args\n");
    pr_crit!("Critical message (level 2) without args\n");
    pr_err!("Error message (level 3) without args\n");
    pr_warn!("Warning message (level 4) without args\n");
    pr_notice!("Notice message (level 5) without args\n");
    pr_info!("Info message (level 6) without args\n");
    pr_debug!("Debug message (level 7) without args\n");

    pr_info!("A line that");
    pr_cont!(" is continued");
    pr_cont!(" with {}\n", "args");
}

fn formatting() {
    let answer = 42;
    let version = Version { major: 7, minor: 3 };

    pr_info!("decimal {answer}, hex {answer:#x}, octal {answer:o}, binary {answer:#010b}\n");
    pr_info!(
        "padded [{answer:>6}] [{answer:<6}] [{answer:^6}] [{:06}]\n",
        -answer
    );
    pr_info!(
        "a struct {version}, a slice {:?}, a string {:?}\n",
        [1u8, 2, 3],
        "tab\there"
    );
    pr_info!("an error {:?}, a C string {}\n", ENOMEM, c"from C");
    pr_info!("a lone brace {{ }} and a percent sign %s %d\n");
}

fn repeated() {
    for n in 0..3 {
        pr_info_once!("once: n={n}\n");
    }
    for n in 0..2 {
        pr_warn_once!("once, as a warning: n={n}\n");
    }
    // The C default is ten messages in five seconds.
    for n in 0..30 {
        pr_info_ratelimited!("rate-limited: n={n}\n");
    }
}

impl kernel::Module for RustPrint {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        levels();
        formatting();
        repeated();
        Ok(Self)
    }
}

impl Drop for RustPrint {
    fn drop(&mut self) {
        pr_info!("unloading\n");
    }
}
