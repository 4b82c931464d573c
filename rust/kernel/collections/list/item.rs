// SPDX-License-Identifier: GPL-2.0-only

//! What makes an object fit for a [`List`](super::List).
//!
//! # Safety
//!
//! The macros here and their traits find the links of an object, and the object of links, and check
//! while compiling that a field is what it is said to be.

#![allow(unsafe_code)]

use super::{arc::ListArcSafe, ring::Link};
use crate::types::Opaque;
use pin_init::{pin_init_from_closure, PinInit};

/// An object that can be in a [`List`](super::List).
///
/// Use [`impl_list_item!`](super::impl_list_item).
///
/// # Safety
///
/// - [`view_links`](Self::view_links) and [`prepare_to_insert`](Self::prepare_to_insert) return the
///   address of the same [`ListLinks`], initialised, for the same object. They are part of the object,
///   no other object's, and used for nothing but this trait with this `ID`.
/// - [`view_value`](Self::view_value) and [`post_remove`](Self::post_remove) return the pointer that
///   the last [`prepare_to_insert`](Self::prepare_to_insert) got.
pub unsafe trait ListItem<const ID: u64 = 0>: ListArcSafe<ID> {
    /// The links of an object.
    ///
    /// # Safety
    ///
    /// `me` points to a valid object.
    unsafe fn view_links(me: *const Self) -> *mut ListLinks<ID>;

    /// The object of links.
    ///
    /// # Safety
    ///
    /// `me` comes from [`prepare_to_insert`](Self::prepare_to_insert), and
    /// [`post_remove`](Self::post_remove) has not been called since.
    unsafe fn view_value(me: *mut ListLinks<ID>) -> *const Self;

    /// The links of an object that goes into a list.
    ///
    /// # Safety
    ///
    /// `me` comes from a [`ListArc`](super::ListArc), which the caller leaves to the list.
    /// [`post_remove`](Self::post_remove) has been called since the last call.
    unsafe fn prepare_to_insert(me: *const Self) -> *mut ListLinks<ID>;

    /// The object of links that have left a list.
    ///
    /// # Safety
    ///
    /// `me` comes from [`prepare_to_insert`](Self::prepare_to_insert), and this function has not been
    /// called since.
    #[inline]
    unsafe fn post_remove(me: *mut ListLinks<ID>) -> *const Self {
        // SAFETY: The caller promises that the links come from `prepare_to_insert()`.
        unsafe { Self::view_value(me) }
    }
}

/// The field that an object needs to be in a [`List`](super::List).
///
/// An object that can be in several lists at once has one for each, with different `ID`s.
#[repr(transparent)]
pub struct ListLinks<const ID: u64 = 0>(Opaque<Link>);

// SAFETY: The list that the object is in uses the links, and moves to other threads with them. What
// others read is atomic.
unsafe impl<const ID: u64> Send for ListLinks<ID> {}

// SAFETY: A shared reference gives access to nothing.
unsafe impl<const ID: u64> Sync for ListLinks<ID> {}

impl<const ID: u64> ListLinks<ID> {
    /// Makes links that are in no list.
    pub fn new() -> impl PinInit<Self> {
        // SAFETY: An initialiser's slot may be written. Every state of the memory is an `Opaque`.
        unsafe {
            pin_init_from_closure(|slot: *mut Self| {
                Link::init(Self::link(slot));
                Ok(())
            })
        }
    }

    /// The address of the inner link. The pointer need not be valid.
    pub(super) fn link(me: *mut Self) -> *mut Link {
        Opaque::cast_into(me.cast())
    }

    /// The address of the links around a link. The pointer need not be valid.
    pub(super) fn of(link: *mut Link) -> *mut Self {
        link.cast()
    }
}

/// As [`ListLinks`], for objects that cannot be found from their links alone: those in a list of
/// trait objects, whose links do not know the type.
///
/// # Examples
///
/// ```
/// use kernel::{
///     list::{impl_list_arc_safe, impl_list_item, List, ListArc, ListLinksSelfPtr},
///     prelude::*,
/// };
///
/// trait Work {
///     fn run(&self) -> u32;
/// }
///
/// #[pin_data]
/// struct Queued<T: ?Sized> {
///     #[pin]
///     links: ListLinksSelfPtr<Queued<dyn Work>>,
///     work: T,
/// }
///
/// impl_list_arc_safe! {
///     impl{T: ?Sized} ListArcSafe<0> for Queued<T> { untracked; }
/// }
/// impl_list_item! {
///     impl ListItem<0> for Queued<dyn Work> { using ListLinksSelfPtr { self.links }; }
/// }
///
/// struct Double(u32);
///
/// impl Work for Double {
///     fn run(&self) -> u32 {
///         self.0 * 2
///     }
/// }
///
/// struct Nothing;
///
/// impl Work for Nothing {
///     fn run(&self) -> u32 {
///         0
///     }
/// }
///
/// fn queued<T>(work: T) -> impl PinInit<Queued<T>, Error> {
///     try_pin_init!(Queued { links <- ListLinksSelfPtr::new(), work })
/// }
///
/// let mut list = List::<Queued<dyn Work>>::new();
/// let double: ListArc<Queued<Double>> = ListArc::pin_init(queued(Double(4)), GFP_KERNEL)?;
/// list.push_back(double);
/// list.push_back(ListArc::pin_init(queued(Nothing), GFP_KERNEL)?);
/// assert!(list.iter().map(|item| item.work.run()).eq([8, 0]));
/// # Ok::<(), Error>(())
/// ```
#[repr(C)]
pub struct ListLinksSelfPtr<T: ?Sized, const ID: u64 = 0> {
    /// The links.
    pub inner: ListLinks<ID>,
    self_ptr: Opaque<*const T>,
}

// SAFETY: The pointer means nothing to who does not have the list, of which `T` says where it goes.
unsafe impl<T: ?Sized + Send, const ID: u64> Send for ListLinksSelfPtr<T, ID> {}

// SAFETY: As above.
unsafe impl<T: ?Sized + Sync, const ID: u64> Sync for ListLinksSelfPtr<T, ID> {}

impl<T: ?Sized, const ID: u64> ListLinksSelfPtr<T, ID> {
    /// Makes links that are in no list.
    pub fn new() -> impl PinInit<Self> {
        // SAFETY: An initialiser's slot may be written. Every state of the memory is an `Opaque`.
        unsafe {
            pin_init_from_closure(|slot: *mut Self| {
                Link::init(ListLinks::link(&raw mut (*slot).inner));
                Ok(())
            })
        }
    }

    /// The address of the pointer to the object, which is good while the object is in a list.
    ///
    /// # Safety
    ///
    /// `me` points to a live object of this type.
    pub unsafe fn raw_get_self_ptr(me: *const Self) -> *const Opaque<*const T> {
        // SAFETY: The caller promises that it points to one.
        unsafe { &raw const (*me).self_ptr }
    }
}

/// A type with a [`ListLinks`] field.
///
/// Use [`impl_list_item!`](super::impl_list_item) or
/// [`impl_has_list_links!`](super::impl_has_list_links).
///
/// # Safety
///
/// [`raw_get_list_links`](Self::raw_get_list_links) returns the address of a field of the object, the
/// same each time.
pub unsafe trait HasListLinks<const ID: u64 = 0> {
    /// The address of the links.
    ///
    /// # Safety
    ///
    /// `ptr` points to a valid object.
    unsafe fn raw_get_list_links(ptr: *mut Self) -> *mut ListLinks<ID>;
}

/// A type with a [`ListLinksSelfPtr`] field.
///
/// Use [`impl_list_item!`](super::impl_list_item) or
/// [`impl_has_list_links_self_ptr!`](super::impl_has_list_links_self_ptr).
///
/// # Safety
///
/// What [`raw_get_list_links`](HasListLinks::raw_get_list_links) returns is the field `inner` of a
/// [`ListLinksSelfPtr<T, ID>`](ListLinksSelfPtr).
pub unsafe trait HasSelfPtr<T: ?Sized, const ID: u64 = 0>
where
    Self: HasListLinks<ID>,
{
}

/// Says which field of a type is its [`ListLinks`].
#[macro_export]
#[doc(hidden)]
macro_rules! impl_has_list_links {
    ($(impl$({$($generics:tt)*})? HasListLinks$(<$id:tt>)? for $self:ty {
        self$(.$field:ident)*
    })*) => {$(
        // SAFETY: `offset_of!` takes nothing but a field of the object itself, and the pointer has
        // the type of the links.
        unsafe impl$(<$($generics)*>)? $crate::list::HasListLinks$(<$id>)? for $self {
            #[inline]
            unsafe fn raw_get_list_links(ptr: *mut Self) -> *mut $crate::list::ListLinks$(<$id>)? {
                let _ = ::core::mem::offset_of!(Self, $($field).*);
                // SAFETY: The caller promises that the object is valid.
                unsafe { &raw mut (*ptr)$(.$field)* }
            }
        }
    )*};
}
pub use impl_has_list_links;

/// A field by the name of `inner`, and what it is a field of: one of them is a [`ListLinksSelfPtr`].
///
/// # Safety
///
/// [`links`](Self::links) returns that one of the two.
#[doc(hidden)]
pub unsafe trait SelfPtrField<T: ?Sized, const ID: u64> {
    /// That one.
    fn links(self) -> *mut ListLinksSelfPtr<T, ID>;
}

// SAFETY: It is the first.
unsafe impl<T: ?Sized, C, const ID: u64> SelfPtrField<T, ID>
    for (*mut ListLinksSelfPtr<T, ID>, *mut C)
{
    #[inline(always)]
    fn links(self) -> *mut ListLinksSelfPtr<T, ID> {
        self.0
    }
}

// SAFETY: It is the second.
unsafe impl<T: ?Sized, const ID: u64> SelfPtrField<T, ID>
    for (*mut ListLinks<ID>, *mut ListLinksSelfPtr<T, ID>)
{
    #[inline(always)]
    fn links(self) -> *mut ListLinksSelfPtr<T, ID> {
        self.1
    }
}

/// Says which field of a type is its [`ListLinksSelfPtr`], or where its `inner` is.
#[macro_export]
#[doc(hidden)]
macro_rules! impl_has_list_links_self_ptr {
    ($(impl$({$($generics:tt)*})? HasSelfPtr<$item_type:ty $(, $id:tt)?> for $self:ty {
        self$(.$field:ident)*
    })*) => {$(
        // SAFETY: `raw_get_list_links()` below begins with the address of such links, whose first
        // field is `inner`.
        unsafe impl$(<$($generics)*>)? $crate::list::HasSelfPtr<$item_type $(, $id)?> for $self {}

        // SAFETY: `offset_of!` takes nothing but a field of the object itself, and the pointer has
        // the type of the links.
        unsafe impl$(<$($generics)*>)? $crate::list::HasListLinks$(<$id>)? for $self {
            #[inline]
            unsafe fn raw_get_list_links(ptr: *mut Self) -> *mut $crate::list::ListLinks$(<$id>)? {
                let links: *mut $crate::list::ListLinksSelfPtr<$item_type $(, $id)?> =
                    $crate::impl_has_list_links_self_ptr!(@field ptr, [], $($field)*);
                links.cast()
            }
        }
    )*};

    // A path with more than one field may go on to `inner`, which may also be a field of the user's.
    (@field $ptr:ident, [$($path:ident)+], inner) => {
        $crate::list::SelfPtrField::links((
            $crate::impl_has_list_links_self_ptr!(@address $ptr, $($path)+ inner),
            $crate::impl_has_list_links_self_ptr!(@address $ptr, $($path)+),
        ))
    };
    (@field $ptr:ident, [$($path:ident)*], $field:ident) => {
        $crate::impl_has_list_links_self_ptr!(@address $ptr, $($path)* $field)
    };
    (@field $ptr:ident, [$($path:ident)*], $field:ident $($rest:ident)+) => {
        $crate::impl_has_list_links_self_ptr!(@field $ptr, [$($path)* $field], $($rest)+)
    };
    (@address $ptr:ident, $($field:ident)+) => {{
        let _ = ::core::mem::offset_of!(Self, $($field).+);
        // SAFETY: The caller promises that the object is valid.
        unsafe { &raw mut (*$ptr)$(.$field)+ }
    }};
}
pub use impl_has_list_links_self_ptr;

/// Makes objects of a type fit for a [`List`](super::List), given the field that is their
/// [`ListLinks`] or [`ListLinksSelfPtr`].
///
/// # Examples
///
/// ```
/// use kernel::{list::{impl_list_arc_safe, impl_list_item, List, ListArc, ListLinks}, prelude::*};
///
/// #[pin_data]
/// struct Request {
///     sector: u64,
///     #[pin]
///     links: ListLinks,
/// }
///
/// impl_list_arc_safe! {
///     impl ListArcSafe<0> for Request { untracked; }
/// }
/// impl_list_item! {
///     impl ListItem<0> for Request { using ListLinks { self.links }; }
/// }
///
/// let request = try_pin_init!(Request { sector: 8, links <- ListLinks::new() });
/// let mut queue = List::<Request>::new();
/// queue.push_back(ListArc::pin_init(request, GFP_KERNEL)?);
/// assert_eq!(queue.pop_front().map(|request| request.sector), Some(8));
/// # Ok::<(), Error>(())
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! impl_list_item {
    ($(impl$({$($generics:tt)*})? ListItem<$num:tt> for $self:ty {
        using ListLinks { self$(.$field:ident)* };
    })*) => {$(
        $crate::list::impl_has_list_links! {
            impl$({$($generics)*})? HasListLinks<$num> for $self { self$(.$field)* }
        }

        // SAFETY: The links are a field of the object, and of the type for this number, which
        // nothing but a list touches. From the field's address that of the object follows.
        unsafe impl$(<$($generics)*>)? $crate::list::ListItem<$num> for $self {
            #[inline]
            unsafe fn view_links(me: *const Self) -> *mut $crate::list::ListLinks<$num> {
                // SAFETY: The caller promises that the object is valid.
                unsafe {
                    <Self as $crate::list::HasListLinks<$num>>::raw_get_list_links(me.cast_mut())
                }
            }

            #[inline]
            unsafe fn view_value(me: *mut $crate::list::ListLinks<$num>) -> *const Self {
                // SAFETY: The links are this field of an object, and the pointer comes from one to
                // the whole of it.
                unsafe { $crate::container_of!(me, Self, $($field).*) }
            }

            #[inline]
            unsafe fn prepare_to_insert(me: *const Self) -> *mut $crate::list::ListLinks<$num> {
                // SAFETY: The caller promises that the object is valid.
                unsafe { <Self as $crate::list::ListItem<$num>>::view_links(me) }
            }
        }
    )*};

    ($(impl$({$($generics:tt)*})? ListItem<$num:tt> for $self:ty {
        using ListLinksSelfPtr { self$(.$field:ident)* };
    })*) => {$(
        $crate::list::impl_has_list_links_self_ptr! {
            impl$({$($generics)*})? HasSelfPtr<$self, $num> for $self { self$(.$field)* }
        }

        // SAFETY: The links are a field of the object, and of the type for this number, which
        // nothing but a list touches. The pointer to the object is beside them while it is in a list.
        unsafe impl$(<$($generics)*>)? $crate::list::ListItem<$num> for $self {
            #[inline]
            unsafe fn view_links(me: *const Self) -> *mut $crate::list::ListLinks<$num> {
                // SAFETY: The caller promises that the object is valid.
                unsafe {
                    <Self as $crate::list::HasListLinks<$num>>::raw_get_list_links(me.cast_mut())
                }
            }

            #[inline]
            unsafe fn view_value(me: *mut $crate::list::ListLinks<$num>) -> *const Self {
                // SAFETY: The links are the first field of these, by `HasSelfPtr`, with a pointer that
                // `prepare_to_insert()` has written, and writes again only when the object is in no list.
                unsafe {
                    *$crate::types::Opaque::cast_into(
                        $crate::list::ListLinksSelfPtr::<Self, $num>::raw_get_self_ptr(me.cast()),
                    )
                }
            }

            #[inline]
            unsafe fn prepare_to_insert(me: *const Self) -> *mut $crate::list::ListLinks<$num> {
                // SAFETY: The caller promises that the object is valid, and has its `ListArc`, so that
                // nobody reads the pointer. The links are the first field of these, by `HasSelfPtr`.
                unsafe {
                    let links = <Self as $crate::list::ListItem<$num>>::view_links(me);
                    *$crate::types::Opaque::cast_into(
                        $crate::list::ListLinksSelfPtr::<Self, $num>::raw_get_self_ptr(links.cast()),
                    ) = me;
                    links
                }
            }
        }
    )*};
}
pub use impl_list_item;
