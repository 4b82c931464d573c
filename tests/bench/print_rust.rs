// SPDX-License-Identifier: GPL-2.0-only

//! Text is formatted, into a buffer and into the log.
#![forbid(unsafe_code)]

mod harness;

use core::fmt::Write as _;
use harness::measure;
use kernel::{prelude::*, str::Formatter};

module! {
    type: Print,
    name: "print_rust",
    description: "Benchmark: print",
    license: "GPL",
}

const TEXTS: u32 = 2_000;
const LINES: u32 = 10;

struct Print;

impl kernel::Module for Print {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let mut buffer = [0; 64];
        measure("to a buffer", TEXTS, || {
            for number in 0..TEXTS {
                let mut text = Formatter::new(&mut buffer);
                write!(text, "{} of {:#x}: {}", number, TEXTS, "a string")?;
            }
            Ok(())
        })?;
        measure("to the log", LINES, || {
            // No compiler knows how many there are, and has them one behind the other.
            let lines = core::hint::black_box(LINES);
            for number in 0..lines {
                pr_info!("{} of {:#x}: {}\n", number, lines, "a string");
            }
            Ok(())
        })?;
        Ok(Self)
    }
}
