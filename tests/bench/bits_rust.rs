// SPDX-License-Identifier: GPL-2.0-only

//! Bits are set, looked for and cleared.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{
    bitmap::{Bitmap, BitmapVec},
    prelude::*,
};

module! {
    type: Bits,
    name: "bits_rust",
    description: "Benchmark: bits",
    license: "GPL",
}

const BITS: usize = 4096;
const STEP: usize = 8;
const SET: u32 = (BITS / STEP) as u32;

fn set(bits: &mut Bitmap) -> Result {
    for index in (0..BITS).step_by(STEP) {
        bits.set_bit(index);
    }
    Ok(())
}

fn find(bits: &Bitmap) -> Result {
    let (mut at, mut found) = (0, 0u32);
    while let Some(bit) = bits.next_bit(at) {
        found = found.wrapping_add(1);
        at = bit + 1;
    }
    if found != SET {
        return Err(EINVAL);
    }
    Ok(())
}

fn clear(bits: &Bitmap) -> Result {
    for index in (0..BITS).step_by(STEP) {
        bits.clear_bit_atomic(index);
    }
    Ok(())
}

struct Bits;

impl kernel::Module for Bits {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let mut bits = BitmapVec::new(BITS, GFP_KERNEL)?;
        measure("set", SET, || set(&mut bits))?;
        measure("find", SET, || find(&bits))?;
        measure("clear, atomically", SET, || clear(&bits))?;
        Ok(Self)
    }
}
