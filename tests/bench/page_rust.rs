// SPDX-License-Identifier: GPL-2.0-only

//! A page is allocated and freed, and its bytes are written and read.

mod harness;

use harness::measure;
use kernel::{
    page::{Page, PAGE_SIZE},
    prelude::*,
};

module! {
    type: Pages,
    name: "page_rust",
    description: "Benchmark: page",
    license: "GPL",
}

const OPERATIONS: u32 = 20_000;

/// What is written and read at once.
const PIECE: usize = 32;

struct Pages;

impl kernel::Module for Pages {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        measure("allocate and free", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                drop(Page::alloc_page(GFP_KERNEL)?);
            }
            Ok(())
        })?;
        let page = Page::alloc_page(GFP_KERNEL)?;
        measure("fill with zeroes", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                // SAFETY: Nobody else knows of the page.
                unsafe { page.fill_zero_raw(0, PAGE_SIZE)? };
            }
            Ok(())
        })?;
        let mut piece = KBox::new([0u8; PIECE], GFP_KERNEL)?;
        let mut sum = 0u64;
        measure("write and read 32", OPERATIONS, || {
            for number in 0..OPERATIONS {
                let offset = number as usize * PIECE % PAGE_SIZE;
                piece[0] = number as u8;
                // SAFETY: The piece is as long as is said, and nobody else knows of the page.
                unsafe {
                    page.write_raw(piece.as_ptr(), offset, PIECE)?;
                    page.read_raw(piece.as_mut_ptr(), offset, PIECE)?;
                }
                sum = sum.wrapping_add(piece[0].into());
            }
            Ok(())
        })?;
        pr_info!("sum {sum}\n");
        Ok(Self)
    }
}
