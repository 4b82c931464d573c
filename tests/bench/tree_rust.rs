// SPDX-License-Identifier: GPL-2.0-only

//! Ranges go into a maple tree, are looked up and come out.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{maple_tree::MapleTree, prelude::*};

module! {
    type: Trees,
    name: "tree_rust",
    description: "Benchmark: maple tree",
    license: "GPL",
}

const RANGES: usize = 1_000;
const LEN: usize = 16;
const OPERATIONS: u32 = RANGES as u32;

fn replace(tree: &MapleTree<KBox<usize>>) -> Result {
    for number in 0..RANGES {
        let first = number * LEN;
        if let Some(old) = tree.erase(first) {
            tree.insert_range(first..first + LEN, old, GFP_KERNEL)?;
        }
    }
    Ok(())
}

fn load(tree: &MapleTree<KBox<usize>>) -> Result {
    for number in 0..RANGES {
        match tree.lock().load(number * LEN + 1) {
            Some(value) if *value == number => {}
            _ => return Err(ENOENT),
        }
    }
    Ok(())
}

struct Trees;

impl kernel::Module for Trees {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let tree = KBox::pin_init(MapleTree::new(), GFP_KERNEL)?;
        for number in 0..RANGES {
            let first = number * LEN;
            tree.insert_range(
                first..first + LEN,
                KBox::new(number, GFP_KERNEL)?,
                GFP_KERNEL,
            )?;
        }
        measure("erase and insert", OPERATIONS, || replace(&tree))?;
        measure("load", OPERATIONS, || load(&tree))?;
        Ok(Self)
    }
}
