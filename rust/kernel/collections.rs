// SPDX-License-Identifier: GPL-2.0-only

//! Collections.
//!
//! | module | holds | looked up by | memory |
//! |---|---|---|---|
//! | [`list`] | shared objects, in the order they were added | place | is the object's own: adding never fails |
//! | [`xarray`] | pointers, to objects of any kind | number | grows by pages, with the range of numbers in use |
//! | `maple_tree` | pointers, to objects of any kind | range of numbers | grows with the number of ranges |
//! | [`bitmap`], [`id_pool`] | small numbers | themselves | one bit each |
//! | [`rbtree`] | values | ordered key | one allocation each, which can be had beforehand |
//!
//! [`KVec`](crate::alloc::KVec) is with the other things that allocate. Each module has a path of its
//! own at the top of the crate as well.

pub mod bitmap;
mod entries;
pub mod id_pool;
pub mod list;
#[cfg(CONFIG_RUST_MAPLE_TREE)]
pub mod maple_tree;
pub mod rbtree;
pub mod xarray;
