// SPDX-License-Identifier: GPL-2.0-only

//! The C types as the kernel defines them.
//!
//! [`core::ffi`] follows the platform's user space, where `char` is signed on some architectures and
//! `long` is a different type from a pointer-sized integer. The kernel is stricter, and so is this
//! crate: `char` is unsigned everywhere (`-funsigned-char`) and `long` is as wide as a pointer, so
//! that it maps to [`isize`] and needs no cast where C says `size_t` in one place and
//! `unsigned long` in another.
//!
//! The crate stands alone so that `bindings`, `uapi` and `kernel` agree on one set of types. A driver
//! reaches it as `kernel::ffi`.

#![no_std]

macro_rules! alias {
    ($($(#[$meta:meta])* $name:ident = $ty:ty;)*) => {$(
        $(#[$meta])*
        #[allow(non_camel_case_types)]
        pub type $name = $ty;

        // The kernel's type and the platform's type must have one size and alignment: only the
        // signedness, or the choice among integers of equal width, may differ.
        const _: () = {
            assert!(size_of::<$name>() == size_of::<core::ffi::$name>());
            assert!(align_of::<$name>() == align_of::<core::ffi::$name>());
        };
    )*};
}

alias! {
    /// C's `char`: unsigned in the whole kernel.
    c_char = u8;
    /// C's `signed char`.
    c_schar = i8;
    /// C's `unsigned char`.
    c_uchar = u8;
    /// C's `short`.
    c_short = i16;
    /// C's `unsigned short`.
    c_ushort = u16;
    /// C's `int`.
    c_int = i32;
    /// C's `unsigned int`.
    c_uint = u32;
    /// C's `long`: as wide as a pointer in the kernel.
    c_long = isize;
    /// C's `unsigned long`: as wide as a pointer in the kernel.
    c_ulong = usize;
    /// C's `long long`.
    c_longlong = i64;
    /// C's `unsigned long long`.
    c_ulonglong = u64;
}

pub use core::ffi::{c_void, CStr};
