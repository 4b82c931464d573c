// SPDX-License-Identifier: GPL-2.0-only

//! C's doubly linked lists, for reading.
//!
//! Whoever has a list of C's that nobody changes for a while, may walk it: [`clist_create!`] makes a
//! view of it. For lists of Rust's objects there are others.
//!
//! C header: [`include/linux/list.h`](srctree/include/linux/list.h)
//!
//! # Safety
//!
//! A [`CListHead`] that is borrowed is initialised, and so are those that it leads to; nobody changes
//! the list meanwhile. The nodes of a [`CList`], but for its head, are each in a `T`.

#![allow(unsafe_code)]

use crate::types::Opaque;
use core::{iter::FusedIterator, marker::PhantomData};
use pin_init::{pin_data, pin_init, PinInit};

/// C's `struct list_head`: the head of a list, or a node of it.
///
/// # Invariants
///
/// `inner` is initialised, as are all nodes that it leads to, each of which leads back. None of them
/// is changed while one is borrowed.
///
/// # Examples
///
/// ```
/// use kernel::{interop::list::CListHead, prelude::*};
///
/// let head = KBox::pin_init(CListHead::new(), GFP_KERNEL)?;
/// assert!(!head.is_linked());
/// assert!(head.next() == &*head);
/// # Ok::<(), Error>(())
/// ```
#[pin_data]
#[repr(transparent)]
pub struct CListHead {
    #[pin]
    inner: Opaque<bindings::list_head>,
}

impl CListHead {
    /// Borrows a node of C's.
    ///
    /// # Safety
    ///
    /// During `'a`, `ptr` points to an initialised node, and nobody changes the list that it is in.
    #[inline]
    pub unsafe fn from_raw<'a>(ptr: *mut bindings::list_head) -> &'a Self {
        // INVARIANT: The caller's promise.
        // SAFETY: The type is transparent, and the caller promises that the object is valid.
        unsafe { &*ptr.cast() }
    }

    /// The node, for C.
    #[inline]
    pub fn as_raw(&self) -> *mut bindings::list_head {
        self.inner.get()
    }

    /// The node behind this one. The last node leads to the head.
    #[inline]
    pub fn next(&self) -> &Self {
        // SAFETY: By the type's invariant the node is initialised and nobody writes to it. So is the next
        // node, and the list stays as it is while `self` is borrowed.
        unsafe { Self::from_raw((*self.as_raw()).next) }
    }

    /// Whether there is another node in the list.
    #[inline]
    pub fn is_linked(&self) -> bool {
        self.next() != self
    }

    /// Makes the head of an empty list.
    #[inline]
    pub fn new() -> impl PinInit<Self> {
        // INVARIANT: `INIT_LIST_HEAD()` runs on the field, and has it lead to itself.
        pin_init!(Self {
            // SAFETY: `INIT_LIST_HEAD()` writes both pointers and needs nothing but the memory, which
            // an initialiser's slot is. The object is pinned afterwards.
            inner <- Opaque::ffi_init(|slot| unsafe { bindings::INIT_LIST_HEAD(slot) }),
        })
    }
}

// SAFETY: A node is bound to no thread.
unsafe impl Send for CListHead {}

// SAFETY: Rust code only reads, and by the type's invariant nobody changes the list meanwhile.
unsafe impl Sync for CListHead {}

impl PartialEq for CListHead {
    /// Whether the two are one.
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self, other)
    }
}

impl Eq for CListHead {}

/// The nodes between a head and itself.
struct CListHeadIter<'a> {
    current: &'a CListHead,
    sentinel: &'a CListHead,
}

impl<'a> Iterator for CListHeadIter<'a> {
    type Item = &'a CListHead;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let item = self.current;
        if item == self.sentinel {
            return None;
        }
        self.current = item.next();
        Some(item)
    }
}

impl FusedIterator for CListHeadIter<'_> {}

/// A list of C's whose nodes are at the offset `OFFSET` of objects that Rust sees as `T`.
///
/// Made by [`clist_create!`].
///
/// # Invariants
///
/// Every node behind the head is `OFFSET` bytes into a valid `T`.
#[repr(transparent)]
pub struct CList<T, const OFFSET: usize>(CListHead, PhantomData<T>);

impl<T, const OFFSET: usize> CList<T, OFFSET> {
    /// Borrows a list of C's. Use [`clist_create!`].
    ///
    /// # Safety
    ///
    /// During `'a`, `ptr` points to the head of a list that nobody changes, each node of which is
    /// `OFFSET` bytes into a `T`, which may be borrowed.
    #[inline]
    pub unsafe fn from_raw<'a>(ptr: *mut bindings::list_head) -> &'a Self {
        // INVARIANT: The caller's promise.
        // SAFETY: The type is transparent, and the caller promises that the object is valid.
        unsafe { &*ptr.cast() }
    }

    /// Whether there is nothing in the list.
    #[inline]
    pub fn is_empty(&self) -> bool {
        !self.0.is_linked()
    }

    /// Goes through the objects of the list, from the first to the last.
    #[inline]
    pub fn iter(&self) -> CListIter<'_, T, OFFSET> {
        CListIter {
            nodes: CListHeadIter {
                current: self.0.next(),
                sentinel: &self.0,
            },
            _phantom: PhantomData,
        }
    }
}

/// The objects of a [`CList`].
pub struct CListIter<'a, T, const OFFSET: usize> {
    nodes: CListHeadIter<'a>,
    _phantom: PhantomData<&'a T>,
}

impl<'a, T, const OFFSET: usize> Iterator for CListIter<'a, T, OFFSET> {
    type Item = &'a T;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let node = self.nodes.next()?.as_raw();
        // SAFETY: By the invariant of `CList` the node, which is not its head, is `OFFSET` bytes into a
        // `T`, which may be borrowed as long as the list.
        Some(unsafe { &*node.byte_sub(OFFSET).cast::<T>() })
    }
}

impl<T, const OFFSET: usize> FusedIterator for CListIter<'_, T, OFFSET> {}

/// Makes a [`CList`] of the head of a list of C's.
///
/// Takes the head as a `*mut list_head`, the Rust type of the objects, their C type, and the name of
/// the node in that. The Rust type begins with the C type: usually it is transparent.
///
/// # Safety
///
/// To be used inside an `unsafe` block. As long as the list is used, the head is valid and nobody
/// changes the list. Its objects are of the C type and valid as the Rust type.
///
/// # Examples
///
/// ```
/// use kernel::{bindings, interop::list::clist_create, types::Opaque};
///
/// /// As C has it.
/// #[repr(C)]
/// struct item_c {
///     value: u32,
///     link: bindings::list_head,
/// }
///
/// #[repr(transparent)]
/// struct Item(Opaque<item_c>);
///
/// impl Item {
///     fn value(&self) -> u32 {
///         // SAFETY: An `Item` is initialised, and nobody writes to it.
///         unsafe { (*self.0.get()).value }
///     }
/// }
///
/// // What C would do.
/// let mut head = bindings::list_head::default();
/// let mut item = item_c { value: 7, link: bindings::list_head::default() };
/// let (head, item) = (&raw mut head, &raw mut item);
/// // SAFETY: The two live on the stack, and the pointers were just made. The list of one item is not
/// // changed any more.
/// let list = unsafe {
///     let link = &raw mut (*item).link;
///     (*head).next = link;
///     (*head).prev = link;
///     (*link).next = head;
///     (*link).prev = head;
///     clist_create!(head, Item, item_c, link)
/// };
/// assert!(!list.is_empty());
/// assert_eq!(list.iter().map(Item::value).sum::<u32>(), 7);
/// ```
#[macro_export]
macro_rules! clist_create {
    ($head:expr, $rust_type:ty, $c_type:ty, $($field:tt).+) => {{
        let head: *mut $crate::bindings::list_head = $head;
        if false {
            // Never runs: only lets the compiler see that the field is a node.
            let object = ::core::mem::MaybeUninit::<$c_type>::uninit();
            let _: *const $crate::bindings::list_head =
                &raw const (*object.as_ptr()).$($field).+;
        }
        $crate::build_assert::static_assert!(
            ::core::mem::size_of::<$rust_type>() >= ::core::mem::size_of::<$c_type>(),
            "the Rust type does not hold the C type"
        );
        $crate::interop::list::CList::<$rust_type, { ::core::mem::offset_of!($c_type, $($field).+) }>
            ::from_raw(head)
    }};
}
pub use clist_create;
