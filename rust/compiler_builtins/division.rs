// SPDX-License-Identifier: GPL-2.0-only

//! Division of 64-bit numbers where the processor divides shorter ones, and what LLVM does not divide of these.
//!
//! LLVM calls these names for a plain `/` or `%`. C's own division, which C code calls by hand,
//! does the work.
//!
//! C header: [`include/linux/math64.h`](srctree/include/linux/math64.h)

extern "C" {
    #[cfg(not(rust_registers))]
    fn div64_u64_rem(dividend: u64, divisor: u64, remainder: &mut u64) -> u64;

    // The first number has two registers there, of which rustc does not know.
    #[cfg(rust_registers)]
    fn div64_u64_rem(low: u32, high: u32, divisor: u64, remainder: &mut u64) -> u64;
}

fn unsigned(dividend: u64, divisor: u64) -> (u64, u64) {
    let mut remainder = 0;
    #[cfg(not(rust_registers))]
    // SAFETY: The function only writes to `remainder`. rustc has seen to it that no divisor is zero.
    let quotient = unsafe { div64_u64_rem(dividend, divisor, &mut remainder) };
    #[cfg(rust_registers)]
    // SAFETY: As above.
    let quotient = unsafe {
        div64_u64_rem(
            dividend as u32,
            (dividend >> 32) as u32,
            divisor,
            &mut remainder,
        )
    };
    (quotient, remainder)
}

/// Rounds towards zero; the remainder has the sign of the dividend.
fn signed(dividend: i64, divisor: i64) -> (i64, i64) {
    let (quotient, remainder) = unsigned(dividend.unsigned_abs(), divisor.unsigned_abs());
    let quotient = quotient as i64;
    let remainder = remainder as i64;
    (
        if (dividend < 0) != (divisor < 0) {
            quotient.wrapping_neg()
        } else {
            quotient
        },
        if dividend < 0 {
            remainder.wrapping_neg()
        } else {
            remainder
        },
    )
}

/// The names, first in general and then where all of a processor's have its name in front.
macro_rules! division {
    ($($name:ident, $of:literal: $number:ty, $work:ident, $part:tt;)*) => {$(
        #[doc(hidden)]
        #[cfg(not(rust_registers))]
        #[export_name = concat!("__rust__", $of)]
        pub extern "C" fn $name(dividend: $number, divisor: $number) -> $number {
            $work(dividend, divisor).$part
        }

        #[doc(hidden)]
        #[cfg(rust_registers)]
        #[export_name = concat!("__rust__", $of)]
        pub extern "C" fn $name(low: u32, high: u32, divisor: $number) -> $number {
            let dividend = u64::from(low) | u64::from(high) << 32;
            $work(dividend as $number, divisor).$part
        }
    )*};
}

division! {
    __udivdi3, "udivdi3": u64, unsigned, 0;
    __umoddi3, "umoddi3": u64, unsigned, 1;
    __divdi3, "divdi3": i64, signed, 0;
    __moddi3, "moddi3": i64, signed, 1;
    __hexagon_udivdi3, "hexagon_udivdi3": u64, unsigned, 0;
    __hexagon_umoddi3, "hexagon_umoddi3": u64, unsigned, 1;
    __hexagon_divdi3, "hexagon_divdi3": i64, signed, 0;
    __hexagon_moddi3, "hexagon_moddi3": i64, signed, 1;
}

/// Remainders of 32-bit numbers, which LLVM divides there. It would see a remainder in what this is made of.
macro_rules! remainder {
    ($($name:ident, $of:literal: $number:ty;)*) => {$(
        #[doc(hidden)]
        #[export_name = concat!("__rust__", $of)]
        pub extern "C" fn $name(dividend: $number, divisor: $number) -> $number {
            let quotient = core::hint::black_box(dividend.wrapping_div(divisor));
            dividend.wrapping_sub(quotient.wrapping_mul(divisor))
        }
    )*};
}

remainder! {
    __umodsi3, "umodsi3": u32;
    __modsi3, "modsi3": i32;
}

/// Two numbers in four registers, the first in the lower ones.
fn both(quotient: u64, remainder: u64) -> u128 {
    let (first, second) = (u128::from(quotient), u128::from(remainder));
    if cfg!(target_endian = "little") {
        first | second << 64
    } else {
        first << 64 | second
    }
}

#[doc(hidden)]
#[export_name = "__rust__aeabi_uldivmod"]
pub extern "C" fn __aeabi_uldivmod(dividend: u64, divisor: u64) -> u128 {
    let (quotient, remainder) = unsigned(dividend, divisor);
    both(quotient, remainder)
}

#[doc(hidden)]
#[export_name = "__rust__aeabi_ldivmod"]
pub extern "C" fn __aeabi_ldivmod(dividend: i64, divisor: i64) -> u128 {
    let (quotient, remainder) = signed(dividend, divisor);
    both(quotient as u64, remainder as u64)
}
