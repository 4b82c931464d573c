// SPDX-License-Identifier: GPL-2.0-only

//! A tree gets 10,000 keys, finds each, and loses them.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{prelude::*, rbtree::RBTree};

module! {
    type: Trees,
    name: "rbtree_rust",
    description: "Benchmark: rbtree",
    license: "GPL",
}

const KEYS: u32 = 10_000;

/// Spreads numbers, so that they do not come in order.
fn spread(number: u32) -> u32 {
    number.wrapping_mul(0x9e37_79b1)
}

fn fill(tree: &mut RBTree<u32, u32>) -> Result {
    for number in 0..KEYS {
        tree.try_create_and_insert(spread(number), number, GFP_KERNEL)?;
    }
    Ok(())
}

fn find(tree: &RBTree<u32, u32>) -> Result {
    for number in 0..KEYS {
        if tree.get(&spread(number)) != Some(&number) {
            return Err(ENOENT);
        }
    }
    Ok(())
}

fn clear(tree: &mut RBTree<u32, u32>) -> Result {
    for number in 0..KEYS {
        tree.remove(&spread(number)).ok_or(ENOENT)?;
    }
    Ok(())
}

struct Trees;

impl kernel::Module for Trees {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let mut tree = RBTree::new();
        measure("insert and erase", KEYS, || {
            fill(&mut tree)?;
            clear(&mut tree)
        })?;
        fill(&mut tree)?;
        measure("find", KEYS, || find(&tree))?;
        Ok(Self)
    }
}
