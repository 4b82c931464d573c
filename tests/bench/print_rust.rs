// SPDX-License-Identifier: GPL-2.0-only

//! Text is formatted, into a buffer and into the log.
#![forbid(unsafe_code)]

mod harness;

use core::fmt::Write as _;
use harness::measure;
use kernel::{
    prelude::*,
    str::Formatter,
    sync::atomic::{Atomic, Relaxed},
};

module! {
    type: Print,
    name: "print_rust",
    description: "Benchmark: print",
    license: "GPL",
}

const TEXTS: u32 = 2_000;
const LINES: u32 = 10;

/// No compiler knows how many lines there are, and has them one behind the other.
static SOME: Atomic<u32> = Atomic::new(LINES);

struct Print;

impl kernel::Module for Print {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let mut buffer = [0; 32];
        measure("to a buffer", TEXTS, || {
            for number in 0..TEXTS {
                let mut text = Formatter::new(&mut buffer);
                write!(text, "{} of {:#x}: {}", number, TEXTS, "a string")?;
            }
            Ok(())
        })?;
        measure("to the log", LINES, || {
            let lines = SOME.load(Relaxed);
            for number in 0..lines {
                pr_info!("{} of {:#x}: {}\n", number, lines, "a string");
            }
            Ok(())
        })?;
        Ok(Self)
    }
}
