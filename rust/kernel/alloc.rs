// SPDX-License-Identifier: GPL-2.0-only

//! Memory allocation that can fail, and says so.
//!
//! Every allocation takes [`Flags`], C's `gfp_t`, and returns a [`Result`]: the kernel never aborts
//! because memory ran out. Three allocators exist, each with its own box and vector:
//!
//! | allocator | C functions | memory | types |
//! |---|---|---|---|
//! | [`Kmalloc`] | `krealloc()`, `kfree()` | physically contiguous, up to a few MiB | [`KBox`], [`KVec`] |
//! | [`Vmalloc`] | `vrealloc()`, `vfree()` | virtually contiguous, whole pages | [`VBox`], [`VVec`] |
//! | [`KVmalloc`] | `kvrealloc()`, `kvfree()` | the first if possible, else the second | [`KVBox`], [`KVVec`] |
//!
//! Choose `K` for small objects, `KV` where the size depends on input, `V` for what is known to be
//! large.
//!
//! # Context
//!
//! Whether an allocation may sleep depends on the flags: [`flags::GFP_KERNEL`] may,
//! [`flags::GFP_ATOMIC`] and [`flags::GFP_NOWAIT`] may not. Freeing `K` memory never sleeps. Freeing
//! `V` memory needs a context outside of NMI.
//!
//! # Examples
//!
//! ```
//! use kernel::prelude::*;
//!
//! let mut primes = KVec::new();
//! for p in [2u32, 3, 5, 7] {
//!     primes.push(p, GFP_KERNEL)?;
//! }
//! assert_eq!(primes.iter().sum::<u32>(), 17);
//!
//! let boxed = KBox::new(primes, GFP_KERNEL)?;
//! assert_eq!(boxed.len(), 4);
//! # Ok::<(), Error>(())
//! ```
//!
//! C header: [`include/linux/slab.h`](srctree/include/linux/slab.h)
//!
//! [`Kmalloc`]: allocator::Kmalloc
//! [`Vmalloc`]: allocator::Vmalloc
//! [`KVmalloc`]: allocator::KVmalloc

pub mod allocator;
mod backend;
mod flag;
mod global;
pub mod kbox;
pub mod kvec;
pub mod layout;
mod node;
pub mod page;
#[allow(unsafe_code, reason = "a suite of KUnit lies in a section of its own")]
#[cfg(CONFIG_KUNIT = "y")]
mod tests;

pub use self::allocator::KernelAllocator;
pub use self::backend::Allocator;
pub use self::flag::{flags, Flags, FlagsMask};
pub use self::kbox::{Box, KBox, KVBox, VBox};
pub use self::kvec::{IntoIter, KVVec, KVec, VVec, Vec};
pub use self::node::NumaNode;

/// No memory for an allocation, or a size that no allocation can have.
///
/// Converts into [`ENOMEM`](crate::error::code::ENOMEM).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AllocError;
