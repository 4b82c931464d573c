// SPDX-License-Identifier: GPL-2.0-only

//! Division of 64-bit numbers where the processor divides shorter ones.
//!
//! LLVM calls these names for a plain `/` or `%`. C's own division, which C code calls by hand,
//! does the work.
//!
//! C header: [`include/linux/math64.h`](srctree/include/linux/math64.h)

extern "C" {
    fn div64_u64_rem(dividend: u64, divisor: u64, remainder: &mut u64) -> u64;
}

fn unsigned(dividend: u64, divisor: u64) -> (u64, u64) {
    let mut remainder = 0;
    // SAFETY: The function only writes to `remainder`. rustc has seen to it that no divisor is zero.
    let quotient = unsafe { div64_u64_rem(dividend, divisor, &mut remainder) };
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

#[doc(hidden)]
#[export_name = "__rust__udivdi3"]
pub extern "C" fn __udivdi3(dividend: u64, divisor: u64) -> u64 {
    unsigned(dividend, divisor).0
}

#[doc(hidden)]
#[export_name = "__rust__umoddi3"]
pub extern "C" fn __umoddi3(dividend: u64, divisor: u64) -> u64 {
    unsigned(dividend, divisor).1
}

#[doc(hidden)]
#[export_name = "__rust__divdi3"]
pub extern "C" fn __divdi3(dividend: i64, divisor: i64) -> i64 {
    signed(dividend, divisor).0
}

#[doc(hidden)]
#[export_name = "__rust__moddi3"]
pub extern "C" fn __moddi3(dividend: i64, divisor: i64) -> i64 {
    signed(dividend, divisor).1
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
