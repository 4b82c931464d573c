// SPDX-License-Identifier: GPL-2.0-only

//! The C side of the kernel, as far as the `kernel` crate needs it, played by the host.
//!
//! Names and types are those that bindgen gives the real crate. [`heap`] checks what the allocators
//! do, and [`locks`] what locks do; the rest is just enough to build and to be called.

#![allow(non_camel_case_types, non_snake_case, non_upper_case_globals)]

pub mod atomic;
mod bitops;
#[cfg(loom)]
pub mod blk;
pub mod errno;
pub mod files;
pub mod gfp;
pub mod heap;
pub mod irq;
#[cfg(loom)]
pub mod kthreads;
#[path = "../../../rust/bindings/live.rs"]
pub mod live;
pub mod locks;
mod maple;
mod misc;
mod params;
pub mod percpu;
pub mod poll;
pub mod rbtree;
pub mod safe;
pub mod shared;
mod tasks;
pub mod user;
pub mod watch;
#[cfg(loom)]
pub mod work;
mod xarrays;

pub use atomic::*;
pub use bitops::*;
#[cfg(loom)]
pub use blk::*;
pub use errno::*;
pub use files::*;
pub use gfp::*;
pub use heap::{
    kfree, krealloc_node_align, kvfree, kvrealloc_from_size, vfree, vmalloc_to_page,
    vrealloc_from_size,
};
pub use irq::*;
#[cfg(loom)]
pub use kthreads::*;
pub use locks::*;
pub use maple::*;
pub use misc::*;
pub use params::*;
pub use percpu::*;
pub use poll::*;
pub use rbtree::*;
pub use shared::*;
pub use tasks::*;
pub use user::*;
#[cfg(loom)]
pub use work::*;
pub use xarrays::*;
