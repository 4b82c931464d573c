// SPDX-License-Identifier: GPL-2.0-only

//! [`KernelAllocator`](super::KernelAllocator) as an allocator for Rust's own `alloc` crate.
//!
//! A crate opts in by saying `extern crate alloc;`. The `alloc` that it gets was built without every
//! function that aborts where memory runs out: what is left returns a `Result`, such as
//! `Vec::try_reserve()`. Memory comes from there with [`GFP_KERNEL`](super::flags::GFP_KERNEL), so
//! allocating may sleep.
//! The collections of [`kernel::alloc`](super) are the better choice for code that is written for the
//! kernel: they take the flags at each call.
//!
//! # Examples
//!
//! ```
//! extern crate alloc;
//!
//! let mut numbers: alloc::vec::Vec<u32> = alloc::vec::Vec::new();
//! assert!(numbers.try_reserve(usize::MAX).is_err());
//! assert!(numbers.try_reserve_exact(100).is_ok());
//! assert!(numbers.capacity() >= 100);
//! ```

/// What `alloc` calls, in this crate and in every module that says `extern crate alloc`.
#[cfg(not(any(test, testlib)))]
#[global_allocator]
static GLOBAL: super::KernelAllocator = super::KernelAllocator;

/// The compiler refers to this from each use of the global allocator; it has nothing to do.
#[cfg(not(any(test, testlib)))]
#[rustc_std_internal_symbol]
fn __rust_no_alloc_shim_is_unstable_v2() {}
