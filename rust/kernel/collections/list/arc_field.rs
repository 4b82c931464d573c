// SPDX-License-Identifier: GPL-2.0-only

//! Fields that go with the [`ListArc`](super::ListArc).
//!
//! # Safety
//!
//! A [`ListArcField`] is read and written by who has the `ListArc` of its object, and nobody else.

#![allow(unsafe_code)]

use core::cell::UnsafeCell;

/// A field of a shared object that belongs to who has the object's [`ListArc`](super::ListArc): a lock
/// that is there anyway.
///
/// Use [`define_list_arc_field_getter!`](super::define_list_arc_field_getter) for access.
///
/// # Examples
///
/// ```
/// use kernel::{
///     list::{define_list_arc_field_getter, impl_list_arc_safe, ListArc, ListArcField},
///     prelude::*,
/// };
///
/// struct Packet {
///     len: usize,
///     tries: ListArcField<u32>,
/// }
///
/// impl_list_arc_safe! {
///     impl ListArcSafe<0> for Packet { untracked; }
/// }
///
/// impl Packet {
///     define_list_arc_field_getter! {
///         fn tries(&self<0>) -> &u32 { tries }
///         fn tries_mut(&mut self<0>) -> &mut u32 { tries }
///     }
/// }
///
/// let packet = Packet { len: 60, tries: ListArcField::new(0) };
/// let mut packet: ListArc<Packet> = ListArc::new(packet, GFP_KERNEL)?;
/// *packet.tries_mut() += 1;
/// assert_eq!((*packet.tries(), packet.len), (1, 60));
/// # Ok::<(), Error>(())
/// ```
pub struct ListArcField<T, const ID: u64 = 0> {
    value: UnsafeCell<T>,
}

// SAFETY: A field goes where its value may.
unsafe impl<T: Send + Sync, const ID: u64> Send for ListArcField<T, ID> {}

// SAFETY: A shared reference to it, with the `ListArc`, gives a shared reference to the value, or an
// exclusive one.
unsafe impl<T: Send + Sync, const ID: u64> Sync for ListArcField<T, ID> {}

impl<T, const ID: u64> ListArcField<T, ID> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        ListArcField {
            value: UnsafeCell::new(value),
        }
    }

    /// The value, while nobody else has the field.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }

    /// The value, for who has the [`ListArc`](super::ListArc).
    ///
    /// # Safety
    ///
    /// The caller has shared access to the object's `ListArc<_, ID>` as long as the result lives.
    pub unsafe fn assert_ref(&self) -> &T {
        // SAFETY: Writing takes exclusive access to the `ListArc`, of which there is one.
        unsafe { &*self.value.get() }
    }

    /// The value, to be changed by who has the [`ListArc`](super::ListArc).
    ///
    /// # Safety
    ///
    /// The caller has exclusive access to the object's `ListArc<_, ID>` as long as the result lives.
    // The exclusive reference that this takes is that to the `ListArc`.
    #[allow(clippy::mut_from_ref)]
    pub unsafe fn assert_mut(&self) -> &mut T {
        // SAFETY: All other access takes the `ListArc`, of which there is one.
        unsafe { &mut *self.value.get() }
    }
}

/// Defines methods of a [`ListArc`](super::ListArc) that borrow a [`ListArcField`].
///
/// In an `impl` block of the object's type. `<0>` is the `ID`, and may be left out for 0. The crate
/// needs the feature `arbitrary_self_types`.
#[macro_export]
#[doc(hidden)]
macro_rules! define_list_arc_field_getter {
    ($pub:vis fn $name:ident(&self $(<$id:tt>)?) -> &$typ:ty { $field:ident } $($rest:tt)*) => {
        $pub fn $name<'a>(self: &'a $crate::list::ListArc<Self $(, $id)?>) -> &'a $typ {
            let Self { $field: field, .. } = &**self;
            let field: *const $crate::list::ListArcField<$typ $(, $id)?> = field;
            // SAFETY: It is a field of the object, with the number of this `ListArc`, which is
            // borrowed as long as the result lives.
            unsafe { (*field).assert_ref() }
        }
        $crate::list::define_list_arc_field_getter! { $($rest)* }
    };
    ($pub:vis fn $name:ident(&mut self $(<$id:tt>)?) -> &mut $typ:ty { $field:ident } $($rest:tt)*) => {
        $pub fn $name<'a>(self: &'a mut $crate::list::ListArc<Self $(, $id)?>) -> &'a mut $typ {
            let Self { $field: field, .. } = &**self;
            let field: *const $crate::list::ListArcField<$typ $(, $id)?> = field;
            // SAFETY: It is a field of the object, with the number of this `ListArc`, which is
            // borrowed exclusively as long as the result lives.
            unsafe { (*field).assert_mut() }
        }
        $crate::list::define_list_arc_field_getter! { $($rest)* }
    };
    () => {};
}
pub use define_list_arc_field_getter;
