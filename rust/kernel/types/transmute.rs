// SPDX-License-Identifier: GPL-2.0-only

//! Values as bytes, and bytes as values.
//!
//! The derive macros of `zerocopy`, in the prelude, check what is promised here; these traits are for
//! types that they do not know, and for drivers that use mainline's names.
//!
//! # Safety
//!
//! A reference is made of another only if the implementor of a trait promised that the memory may
//! be seen so, and if size and alignment fit.

#![allow(unsafe_code)]

use core::{marker::PhantomData, mem, ptr, slice};

/// Types of which every pattern of bytes is a value.
///
/// # Safety
///
/// Every initialised memory of the type's size is a valid value. The type has no interior
/// mutability. This is so of integers, and of structures of such fields; it is not of `bool`,
/// references and enums.
///
/// # Examples
///
/// ```
/// use kernel::transmute::FromBytes;
///
/// #[derive(Clone, Copy)]
/// #[repr(C)]
/// struct Header {
///     magic: [u8; 2],
///     length: [u8; 2],
/// }
///
/// // SAFETY: All fields are bytes.
/// unsafe impl FromBytes for Header {}
///
/// let packet = [0x52, 0x53, 0x01, 0x00, 0xff];
/// let Some((header, rest)) = Header::from_bytes_prefix(&packet) else {
///     return;
/// };
/// assert_eq!(header.magic, *b"RS");
/// assert_eq!(u16::from_le_bytes(header.length), 1);
/// assert_eq!(rest, [0xff]);
/// assert!(Header::from_bytes(&packet).is_none());
/// ```
pub unsafe trait FromBytes {
    /// The bytes as a value, if there are as many as it has and they are aligned for it.
    fn from_bytes(bytes: &[u8]) -> Option<&Self>
    where
        Self: Sized,
    {
        match Self::from_bytes_prefix(bytes)? {
            (value, []) => Some(value),
            _ => None,
        }
    }

    /// The first bytes as a value, and those behind it.
    ///
    /// `None` if there are too few or they are not aligned.
    fn from_bytes_prefix(bytes: &[u8]) -> Option<(&Self, &[u8])>
    where
        Self: Sized,
    {
        let (head, rest) = bytes.split_at_checked(size_of::<Self>())?;
        let ptr = head.as_ptr().cast::<Self>();
        if !ptr.is_aligned() {
            return None;
        }
        // SAFETY:
        // - the memory is that of `head`: initialised, of the type's size, aligned as just checked,
        //   borrowed as long as the result, and unchanged meanwhile;
        // - by the trait's requirement any bytes are a value.
        Some((unsafe { &*ptr }, rest))
    }

    /// The bytes as a value that may be changed, if there are as many as it has and they are
    /// aligned for it.
    fn from_bytes_mut(bytes: &mut [u8]) -> Option<&mut Self>
    where
        Self: AsBytes + Sized,
    {
        match Self::from_bytes_mut_prefix(bytes)? {
            (value, []) => Some(value),
            _ => None,
        }
    }

    /// The first bytes as a value that may be changed, and those behind it.
    ///
    /// `None` if there are too few or they are not aligned.
    fn from_bytes_mut_prefix(bytes: &mut [u8]) -> Option<(&mut Self, &mut [u8])>
    where
        Self: AsBytes + Sized,
    {
        let (head, rest) = bytes.split_at_mut_checked(size_of::<Self>())?;
        let ptr = head.as_mut_ptr().cast::<Self>();
        if !ptr.is_aligned() {
            return None;
        }
        // SAFETY:
        // - the memory is that of `head`: initialised, of the type's size, aligned as just checked,
        //   and borrowed by nobody else as long as the result lives;
        // - any bytes are a value, and as the type is `AsBytes` any value leaves bytes behind.
        Some((unsafe { &mut *ptr }, rest))
    }

    /// A copy of the bytes as a value, if there are as many as it has. They need not be aligned.
    fn from_bytes_copy(bytes: &[u8]) -> Option<Self>
    where
        Self: Sized,
    {
        match Self::from_bytes_copy_prefix(bytes)? {
            (value, []) => Some(value),
            _ => None,
        }
    }

    /// A copy of the first bytes as a value, and the bytes behind them. They need not be aligned.
    fn from_bytes_copy_prefix(bytes: &[u8]) -> Option<(Self, &[u8])>
    where
        Self: Sized,
    {
        let (head, rest) = bytes.split_at_checked(size_of::<Self>())?;
        // SAFETY: `head` has as many bytes as the type, and by the trait's requirement any bytes are
        // a value. The function has no condition on alignment.
        Some((unsafe { ptr::read_unaligned(head.as_ptr().cast()) }, rest))
    }
}

/// Types whose memory holds no uninitialised bytes.
///
/// # Safety
///
/// All bytes of a value are initialised: the type has no padding. It has no interior mutability.
///
/// # Examples
///
/// ```
/// use kernel::transmute::AsBytes;
///
/// #[repr(C)]
/// struct Reply {
///     status: u8,
///     data: [u8; 3],
/// }
///
/// // SAFETY: All fields are bytes, so that there is no padding.
/// unsafe impl AsBytes for Reply {}
///
/// let reply = Reply { status: 1, data: [2, 3, 4] };
/// assert_eq!(reply.as_bytes(), [1, 2, 3, 4]);
/// ```
pub unsafe trait AsBytes {
    /// The bytes of the value.
    fn as_bytes(&self) -> &[u8] {
        let len = mem::size_of_val(self);
        // SAFETY: The memory is that of `self`, borrowed as long as the result and unchanged
        // meanwhile; by the trait's requirement all of it is initialised.
        unsafe { slice::from_raw_parts(ptr::from_ref(self).cast(), len) }
    }

    /// The bytes of the value, which may be changed.
    fn as_bytes_mut(&mut self) -> &mut [u8]
    where
        Self: FromBytes,
    {
        let len = mem::size_of_val(self);
        // SAFETY: The memory is that of `self`, borrowed by nobody else as long as the result lives;
        // all of it is initialised, and as the type is `FromBytes` any bytes that are written are a
        // value.
        unsafe { slice::from_raw_parts_mut(ptr::from_mut(self).cast(), len) }
    }
}

macro_rules! impl_trait {
    ($trait:ident: $($({$($generics:tt)*})? $type:ty,)*) => {$(
        // SAFETY: Integers have no padding and all patterns are values; a `bool`, a `char` and a
        // `str` are written as integers are; an array and a slice are what their elements are; what
        // has no bytes has no uninitialised ones.
        unsafe impl$(<$($generics)*>)? $trait for $type {}
    )*};
}

impl_trait! { FromBytes:
    (), {T} PhantomData<T>,
    u8, u16, u32, u64, usize, i8, i16, i32, i64, isize,
    {T: FromBytes} [T],
    {T: FromBytes, const N: usize} [T; N],
}

impl_trait! { AsBytes:
    (), {T} PhantomData<T>,
    u8, u16, u32, u64, usize, i8, i16, i32, i64, isize,
    bool, char, str,
    {T: AsBytes} [T],
    {T: AsBytes, const N: usize} [T; N],
}
