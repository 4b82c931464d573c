// SPDX-License-Identifier: GPL-2.0-only

//! A map ordered by key, under a lock that does not let its owner sleep.
#![forbid(unsafe_code)]

use kernel::{
    prelude::*,
    rbtree::{Entry, RBTree, RBTreeNode, RBTreeNodeReservation},
    sync::{new_spinlock, SpinLock},
};

module! {
    type: RustRbtree,
    name: "rust_rbtree",
    description: "Rust sample for red-black trees",
    license: "GPL",
}

/// Ranges of addresses, by where they begin.
#[pin_data]
struct Ranges {
    #[pin]
    by_start: SpinLock<RBTree<u64, u64>>,
}

impl Ranges {
    fn new() -> impl PinInit<Self> {
        pin_init!(Self {
            by_start <- new_spinlock!(RBTree::new(), "Ranges::by_start"),
        })
    }

    /// Adds a range, or makes the one that begins there longer.
    fn add(&self, start: u64, len: u64) -> Result {
        // The memory is taken before the lock, and given back after it if there was no need.
        let room = RBTreeNodeReservation::new(GFP_KERNEL)?;
        let mut ranges = self.by_start.lock();
        let _spare = match ranges.entry(start) {
            Entry::Vacant(place) => {
                place.insert(len, room);
                None
            }
            Entry::Occupied(mut range) => {
                let longer = len.max(*range.get());
                *range.get_mut() = longer;
                Some(room)
            }
        };
        drop(ranges);
        Ok(())
    }

    /// Finds the range that an address is in.
    fn find(&self, address: u64) -> Option<(u64, u64)> {
        let ranges = self.by_start.lock();
        let (start, len) = match ranges.cursor_lower_bound(&address) {
            Some(cursor) if *cursor.current().0 == address => pair(cursor.current()),
            Some(cursor) => pair(cursor.peek_prev()?),
            None => pair(ranges.cursor_back()?.current()),
        };
        (address.checked_sub(start)? < len).then_some((start, len))
    }

    /// Takes out the range that begins first.
    fn pop(&self) -> Option<RBTreeNode<u64, u64>> {
        Some(self.by_start.lock().cursor_front_mut()?.remove_current().1)
    }
}

fn pair((start, len): (&u64, &u64)) -> (u64, u64) {
    (*start, *len)
}

struct RustRbtree {
    ranges: Pin<KBox<Ranges>>,
}

impl kernel::Module for RustRbtree {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let ranges = KBox::pin_init(Ranges::new(), GFP_KERNEL)?;
        for (start, len) in [
            (0x3000, 0x100),
            (0x1000, 0x800),
            (0x3000, 0x200),
            (0x2000, 8),
        ] {
            ranges.add(start, len)?;
        }
        for (start, len) in &*ranges.by_start.lock() {
            pr_info!("{len:#x} bytes from {start:#x}\n");
        }
        for address in [0x17ff, 0x1800, 0x2000, 0x3100, 0x500] {
            pr_info!("{address:#x} is in {:x?}\n", ranges.find(address));
        }
        Ok(Self { ranges })
    }
}

impl Drop for RustRbtree {
    fn drop(&mut self) {
        if let Some(node) = self.ranges.pop() {
            let (start, len) = node.to_key_value();
            pr_info!("removed {len:#x} bytes from {start:#x}\n");
        }
        for start in self.ranges.by_start.lock().keys() {
            pr_info!("left: {start:#x}\n");
        }
    }
}
