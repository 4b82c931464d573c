// SPDX-License-Identifier: GPL-2.0-only

//! Assembly in the syntax of the kernel.

/// As [`core::arch::asm!`], in the syntax that C's inline assembly has on this architecture.
///
/// A semicolon stands between the lines of the template and the operands, so that a template can be
/// shared with C.
///
/// # Examples
///
/// ```
/// // SAFETY: Nothing is done.
/// unsafe { kernel::asm!("nop"; options(nomem, nostack, preserves_flags)) };
/// ```
#[cfg(rust_asm_att_syntax)]
#[macro_export]
macro_rules! asm {
    ($($asm:expr),*; $($rest:tt)*) => {
        ::core::arch::asm!($($asm,)* options(att_syntax), $($rest)*)
    };
}

/// As [`core::arch::asm!`], in the syntax that C's inline assembly has on this architecture.
///
/// A semicolon stands between the lines of the template and the operands, so that a template can be
/// shared with C.
///
/// # Examples
///
/// ```
/// // SAFETY: Nothing is done.
/// unsafe { kernel::asm!("nop"; options(nomem, nostack, preserves_flags)) };
/// ```
#[cfg(not(rust_asm_att_syntax))]
#[macro_export]
macro_rules! asm {
    ($($asm:expr),*; $($rest:tt)*) => {
        ::core::arch::asm!($($asm,)* $($rest)*)
    };
}

/// Joins literals as C joins strings: by writing one behind the other.
///
/// What is included from a header for assembly looks like that.
#[doc(hidden)]
#[macro_export]
macro_rules! concat_literals {
    ($($asm:literal)*) => {
        ::core::concat!($($asm),*)
    };
}
