// SPDX-License-Identifier: GPL-2.0-only

//! What must not compile with collections.
//!
//! A tree goes where its keys and values may:
//!
//! ```compile_fail,E0277
//! fn send<T: Send>() {}
//! send::<kernel::rbtree::RBTree<u32, std::rc::Rc<u8>>>();
//! ```
//!
//! ```compile_fail,E0277
//! fn sync<T: Sync>() {}
//! sync::<kernel::rbtree::RBTree<std::cell::Cell<u32>, u8>>();
//! ```
//!
//! ```compile_fail,E0277
//! fn send<T: Send>() {}
//! send::<kernel::rbtree::Iter<'_, u32, std::cell::Cell<u8>>>();
//! ```
//!
//! ```compile_fail,E0277
//! fn send<T: Send>() {}
//! send::<kernel::rbtree::CursorMut<'_, u32, std::rc::Rc<u8>>>();
//! ```
//!
//! While an entry is borrowed the tree does not change, and a cursor has it alone:
//!
//! ```compile_fail,E0502
//! use kernel::rbtree::RBTree;
//! let mut tree = RBTree::<u32, u32>::new();
//! let first = tree.get(&1);
//! tree.remove(&1);
//! assert_eq!(first, None);
//! ```
//!
//! ```compile_fail,E0499
//! use kernel::rbtree::RBTree;
//! let mut tree = RBTree::<u32, u32>::new();
//! let first = tree.cursor_front_mut();
//! let last = tree.cursor_back_mut();
//! drop(first);
//! ```
//!
//! ```compile_fail,E0499
//! use kernel::rbtree::CursorMut;
//! fn twice(cursor: &mut CursorMut<'_, u32, u32>) {
//!     let next = cursor.peek_next_mut();
//!     let prev = cursor.peek_prev_mut();
//!     drop(next);
//! }
//! ```
