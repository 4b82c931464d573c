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
//!
//! # Lists
//!
//! A list goes where its objects may:
//!
//! ```compile_fail,E0277
//! use kernel::{list::*, prelude::*};
//! struct Item { value: std::cell::Cell<u8>, links: ListLinks }
//! impl_list_arc_safe! { impl ListArcSafe<0> for Item { untracked; } }
//! impl_list_item! { impl ListItem<0> for Item { using ListLinks { self.links }; } }
//! fn send<T: Send>() {}
//! send::<List<Item>>();
//! ```
//!
//! The links are a field of the object itself, and of its type:
//!
//! ```compile_fail,E0609
//! use kernel::{list::*, prelude::*};
//! struct Item { inner: KBox<Inner> }
//! struct Inner { links: ListLinks }
//! impl_list_arc_safe! { impl ListArcSafe<0> for Item { untracked; } }
//! impl_list_item! { impl ListItem<0> for Item { using ListLinks { self.inner.links }; } }
//! ```
//!
//! ```compile_fail,E0308
//! use kernel::{list::*, prelude::*};
//! struct Item { links: ListLinks<1> }
//! impl_list_arc_safe! { impl ListArcSafe<0> for Item { untracked; } }
//! impl_list_item! { impl ListItem<0> for Item { using ListLinks { self.links }; } }
//! ```
//!
//! ```compile_fail,E0308
//! use kernel::{list::*, prelude::*};
//! struct Item { links: ListLinks }
//! impl_list_arc_safe! { impl ListArcSafe<0> for Item { untracked; } }
//! impl_list_item! { impl ListItem<0> for Item { using ListLinksSelfPtr { self.links }; } }
//! ```
//!
//! A tracker is pinned:
//!
//! ```compile_fail,E0277
//! use kernel::{list::*, prelude::*};
//! #[pin_data]
//! struct Item { tracker: AtomicTracker }
//! impl_list_arc_safe! {
//!     impl ListArcSafe<0> for Item { tracked_by tracker: AtomicTracker; }
//! }
//! ```
//!
//! An object that nothing tracks gets its `ListArc` before it is shared:
//!
//! ```compile_fail,E0277
//! use kernel::{list::*, prelude::*, sync::Arc};
//! struct Item(u8);
//! impl_list_arc_safe! { impl ListArcSafe<0> for Item { untracked; } }
//! let arc = Arc::new(Item(1), GFP_KERNEL).unwrap();
//! let list_arc = ListArc::<Item>::try_from_arc(arc);
//! ```
//!
//! Nor does a type without a size answer for one that became it:
//!
//! ```
//! use kernel::{list::*, prelude::*, sync::Arc};
//! # use bindings::heap::Heap;
//! trait Work {}
//! impl Work for u8 {}
//! #[pin_data]
//! struct Queued<T: ?Sized> {
//!     #[pin]
//!     tracker: AtomicTracker,
//!     work: T,
//! }
//! impl_list_arc_safe! {
//!     impl ListArcSafe<0> for Queued<u8> { untracked; }
//!     impl ListArcSafe<0> for Queued<dyn Work> { tracked_by tracker: AtomicTracker; }
//! }
//! # let heap = Heap::start();
//! let init = try_pin_init!(Queued { tracker <- AtomicTracker::new(), work: 1 });
//! let sized: ListArc<Queued<u8>> = ListArc::pin_init(init, GFP_KERNEL).unwrap();
//! let first: ListArc<Queued<dyn Work>> = sized;
//! let shared: Arc<Queued<dyn Work>> = first.clone_arc();
//! ```
//!
//! ```compile_fail,E0277
//! use kernel::{list::*, prelude::*, sync::Arc};
//! trait Work {}
//! #[pin_data]
//! struct Queued<T: ?Sized> {
//!     #[pin]
//!     tracker: AtomicTracker,
//!     work: T,
//! }
//! impl_list_arc_safe! {
//!     impl ListArcSafe<0> for Queued<u8> { untracked; }
//!     impl ListArcSafe<0> for Queued<dyn Work> { tracked_by tracker: AtomicTracker; }
//! }
//! fn second(shared: Arc<Queued<dyn Work>>) -> Option<ListArc<Queued<dyn Work>>> {
//!     ListArc::try_from_arc(shared).ok()
//! }
//! ```
//!
//! ```compile_fail,E0277
//! use kernel::{list::*, prelude::*, sync::UniqueArc};
//! trait Work {}
//! struct Queued<T: ?Sized>(u32, T);
//! impl_list_arc_safe! { impl ListArcSafe<0> for Queued<dyn Work> { untracked; } }
//! fn first(unique: UniqueArc<Queued<dyn Work>>) -> ListArc<Queued<dyn Work>> {
//!     unique.into()
//! }
//! ```
//!
//! The two of a pair have different numbers:
//!
//! ```compile_fail,E0080
//! use kernel::{list::*, prelude::*, sync::UniqueArc};
//! struct Item(u8);
//! impl_list_arc_safe! { impl ListArcSafe<0> for Item { untracked; } }
//! let unique = UniqueArc::new(Item(1), GFP_KERNEL).unwrap();
//! let pair = ListArc::<Item>::pair_from_unique::<0>(unique);
//! ```
//!
//! A field of a `ListArc` has its number:
//!
//! ```compile_fail,E0308
//! #![feature(arbitrary_self_types)]
//! use kernel::{list::*, prelude::*};
//! struct Item { field: ListArcField<u8, 1> }
//! impl_list_arc_safe! { impl ListArcSafe<0> for Item { untracked; } }
//! impl Item {
//!     define_list_arc_field_getter! { fn field(&self<0>) -> &u8 { field } }
//! }
//! ```
//!
//! A list stays as it is while it is looked at:
//!
//! ```compile_fail,E0502
//! use kernel::list::{List, ListItem};
//! fn first<T: ListItem<0>>(list: &mut List<T>) {
//!     let first = list.iter().next();
//!     list.pop_front();
//!     drop(first);
//! }
//! ```
//!
//! # Arrays
//!
//! An array is shared if its objects may go to other threads. Who has its lock stays:
//!
//! ```compile_fail,E0277
//! fn sync<T: Sync>() {}
//! sync::<kernel::xarray::XArray<kernel::alloc::KBox<std::rc::Rc<u8>>>>();
//! ```
//!
//! ```compile_fail,E0277
//! fn send<T: Send>() {}
//! send::<kernel::xarray::Guard<'_, kernel::alloc::KBox<u8>>>();
//! ```
//!
//! A borrowed object stays in the array, and the lock is kept:
//!
//! ```compile_fail,E0502
//! fn remove(guard: &mut kernel::xarray::Guard<'_, kernel::alloc::KBox<u8>>) {
//!     let first = guard.get(1);
//!     guard.remove(1);
//!     assert_eq!(first, None);
//! }
//! ```
//!
//! ```compile_fail,E0505
//! fn unlock(guard: kernel::xarray::Guard<'_, kernel::alloc::KBox<u8>>) {
//!     let first = guard.get(1);
//!     drop(guard);
//!     assert_eq!(first, None);
//! }
//! ```
//!
//! C keeps the lowest two bits of a pointer:
//!
//! ```compile_fail,E0080
//! use kernel::{prelude::*, xarray::{AllocKind, XArray}};
//! let xa = KBox::pin_init(XArray::<KBox<()>>::new(AllocKind::Alloc), GFP_KERNEL);
//! ```
//!
//! # Maple trees
//!
//! ```compile_fail,E0277
//! fn sync<T: Sync>() {}
//! sync::<kernel::maple_tree::MapleTree<kernel::alloc::KBox<std::rc::Rc<u8>>>>();
//! ```
//!
//! ```compile_fail,E0277
//! fn send<T: Send>() {}
//! send::<kernel::maple_tree::MapleGuard<'_, kernel::alloc::KBox<u8>>>();
//! ```
//!
//! Two of a tree's objects are not borrowed exclusively at once, nor kept without the lock:
//!
//! ```compile_fail,E0499
//! fn two(guard: &mut kernel::maple_tree::MapleGuard<'_, kernel::alloc::KBox<u8>>) {
//!     let first = guard.load(1);
//!     let second = guard.load(1);
//!     drop(first);
//! }
//! ```
//!
//! ```compile_fail,E0505
//! fn unlock(mut guard: kernel::maple_tree::MapleGuard<'_, kernel::alloc::KBox<u8>>) {
//!     let mut walk = guard.ma_state(0, 9);
//!     drop(guard);
//!     walk.find(9);
//! }
//! ```
