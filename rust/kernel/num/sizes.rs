// SPDX-License-Identifier: GPL-2.0-only

//! Powers of two with the names that C has for them.
//!
//! As constants of type `usize`, and, by [`SizeConstants`], as constants of other integers.
//!
//! C header: [`include/linux/sizes.h`](srctree/include/linux/sizes.h)
//!
//! # Examples
//!
//! ```
//! use kernel::sizes::{SizeConstants, SZ_4K};
//!
//! assert_eq!(SZ_4K, 4096);
//! assert_eq!(u64::SZ_1G, 1 << 30);
//! ```

macro_rules! sizes {
    ($($name:ident = $shift:literal, $text:literal;)*) => {
        $(
            #[doc = $text]
            pub const $name: usize = 1 << $shift;
        )*

        /// The sizes as constants of an integer, for numbers that are no `usize`: addresses of a
        /// device, for instance.
        pub trait SizeConstants {$(
            #[doc = $text]
            const $name: Self;
        )*}

        sizes!(@impl u32; $($name = $shift;)*);
        sizes!(@impl u64; $($name = $shift;)*);
        sizes!(@impl usize; $($name = $shift;)*);
    };
    (@impl $type:ty; $($name:ident = $shift:literal;)*) => {
        impl SizeConstants for $type {
            $(const $name: Self = 1 << $shift;)*
        }
    };
}

sizes! {
    SZ_1 = 0, "1 byte.";
    SZ_2 = 1, "2 bytes.";
    SZ_4 = 2, "4 bytes.";
    SZ_8 = 3, "8 bytes.";
    SZ_16 = 4, "16 bytes.";
    SZ_32 = 5, "32 bytes.";
    SZ_64 = 6, "64 bytes.";
    SZ_128 = 7, "128 bytes.";
    SZ_256 = 8, "256 bytes.";
    SZ_512 = 9, "512 bytes.";
    SZ_1K = 10, "1 KiB.";
    SZ_2K = 11, "2 KiB.";
    SZ_4K = 12, "4 KiB.";
    SZ_8K = 13, "8 KiB.";
    SZ_16K = 14, "16 KiB.";
    SZ_32K = 15, "32 KiB.";
    SZ_64K = 16, "64 KiB.";
    SZ_128K = 17, "128 KiB.";
    SZ_256K = 18, "256 KiB.";
    SZ_512K = 19, "512 KiB.";
    SZ_1M = 20, "1 MiB.";
    SZ_2M = 21, "2 MiB.";
    SZ_4M = 22, "4 MiB.";
    SZ_8M = 23, "8 MiB.";
    SZ_16M = 24, "16 MiB.";
    SZ_32M = 25, "32 MiB.";
    SZ_64M = 26, "64 MiB.";
    SZ_128M = 27, "128 MiB.";
    SZ_256M = 28, "256 MiB.";
    SZ_512M = 29, "512 MiB.";
    SZ_1G = 30, "1 GiB.";
    SZ_2G = 31, "2 GiB.";
}
