// SPDX-License-Identifier: GPL-2.0-only

//! Allocation flags and memory nodes.

#![allow(missing_docs)]

use ffi::c_int;

pub type gfp_t = u32;

pub const __GFP_HIGHMEM: gfp_t = 0x02;
pub const __GFP_ZERO: gfp_t = 0x100;
pub const __GFP_NOWARN: gfp_t = 0x2000;
pub const GFP_ATOMIC: gfp_t = 0x820;
pub const GFP_KERNEL: gfp_t = 0xcc0;
pub const GFP_KERNEL_ACCOUNT: gfp_t = 0x0040_0cc0;
pub const GFP_NOWAIT: gfp_t = 0x800;

pub const PAGE_SIZE: usize = 4096;
pub const ARCH_KMALLOC_MINALIGN: usize = 8;

pub const NUMA_NO_NODE: c_int = -1;
pub const MAX_NUMNODES: u32 = 64;

/// Nodes 0 and 3 exist.
///
/// # Safety
///
/// None here. In C the number must be below `MAX_NUMNODES`.
pub unsafe extern "C" fn node_online(node: c_int) -> c_int {
    assert!((0..MAX_NUMNODES as c_int).contains(&node));
    c_int::from(node == 0 || node == 3)
}
