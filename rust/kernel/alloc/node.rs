// SPDX-License-Identifier: GPL-2.0-only

//! Memory nodes.

use super::backend::node_is_online;
use crate::error::{code::EINVAL, Result};

/// A NUMA memory node to prefer for an allocation.
///
/// # Invariants
///
/// Either [`NumaNode::NO_NODE`], or the number of a node that was online when the value was made. C
/// keeps the data of a node for good once it came online.
///
/// # Examples
///
/// ```
/// use kernel::{alloc::NumaNode, prelude::*};
///
/// assert!(NumaNode::new(-7).is_err());
/// assert!(NumaNode::new(i32::MAX).is_err());
/// assert!(NumaNode::NO_NODE == NumaNode::NO_NODE);
/// # Ok::<(), Error>(())
/// ```
///
/// C header: [`include/linux/numa.h`](srctree/include/linux/numa.h)
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NumaNode(i32);

impl NumaNode {
    /// No preference: C takes the node of the running CPU.
    pub const NO_NODE: NumaNode = NumaNode(bindings::NUMA_NO_NODE);

    /// Makes a node from its number.
    ///
    /// # Errors
    ///
    /// [`EINVAL`] unless there is such a node and it is online: the page allocator does not check
    /// the number that it is handed.
    pub fn new(node: i32) -> Result<Self> {
        if !node_is_online(node) {
            return Err(EINVAL);
        }
        // INVARIANT: The node is online.
        Ok(NumaNode(node))
    }

    /// The number that C takes.
    #[inline]
    pub(crate) const fn as_raw(self) -> i32 {
        self.0
    }
}
