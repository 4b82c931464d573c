// SPDX-License-Identifier: GPL-2.0-only

//! A call of one of C's functions that take a format string, as it is put together: each value adds
//! the arguments that it stands for.
//!
//! # Safety
//!
//! Who makes the call promises that the format string fits the arguments.

#![allow(unsafe_code)]

use crate::ffi::{c_char, c_int};
#[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
use crate::print::dynamic_debug::Place;

/// More than a record of the kernel log takes; C wants lengths below 32 Ki.
const LONGEST: usize = 4096;

/// The arguments that a value stands for.
pub trait Words {
    /// A call with these besides.
    type After<C: Call>: Call;
    /// Adds them.
    fn give<C: Call>(self, call: C) -> Self::After<C>;
}

/// A number, which is of C's type `long long`.
pub struct Number(pub u64);

impl Words for Number {
    type After<C: Call> = C::With<u64>;
    #[inline(always)]
    fn give<C: Call>(self, call: C) -> Self::After<C> {
        call.with(self.0)
    }
}

/// A length, which is an `int` to C, and where as many bytes are.
pub struct Text(c_int, *const u8);

impl Text {
    /// Of a string.
    #[inline(always)]
    pub fn new(text: &str) -> Self {
        // It fits: C's `int` has 32 bits.
        Text(text.len().min(LONGEST) as c_int, text.as_ptr())
    }
}

impl Words for Text {
    type After<C: Call> = <C::With<c_int> as Call>::With<*const u8>;
    #[inline(always)]
    fn give<C: Call>(self, call: C) -> Self::After<C> {
        call.with(self.0).with(self.1)
    }
}

/// Where bytes are that end with NUL.
pub struct Name(pub *const u8);

impl Words for Name {
    type After<C: Call> = C::With<*const u8>;
    #[inline(always)]
    fn give<C: Call>(self, call: C) -> Self::After<C> {
        call.with(self.0)
    }
}

/// No argument.
pub struct Nothing;

impl Words for Nothing {
    type After<C: Call> = C;
    fn give<C: Call>(self, call: C) -> C {
        call
    }
}

/// A call with some arguments.
pub trait Call: Sized {
    /// The call with one more.
    type With<W: Copy>: Call;
    /// Adds one.
    fn with<W: Copy>(self, word: W) -> Self::With<W>;

    /// Calls `_printk()`.
    ///
    /// # Safety
    ///
    /// `format` must be a C string whose conversions take the arguments.
    #[cfg(all(CONFIG_PRINTK, not(testlib)))]
    unsafe fn printk(self, format: *const c_char);

    /// Calls `_dev_printk()`.
    ///
    /// # Safety
    ///
    /// As of [`printk`](Self::printk). `level` must be a C string, and the device alive and initialised.
    #[cfg(all(CONFIG_PRINTK, not(testlib)))]
    unsafe fn dev_printk(
        self,
        level: *const c_char,
        dev: *const bindings::device,
        format: *const c_char,
    );

    /// Calls `__dynamic_pr_debug()`.
    ///
    /// # Safety
    ///
    /// As of [`printk`](Self::printk).
    #[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
    unsafe fn pr_debug(self, place: &'static Place, format: *const c_char);

    /// Calls `__dynamic_dev_dbg()`.
    ///
    /// # Safety
    ///
    /// As of [`dev_printk`](Self::dev_printk).
    #[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
    unsafe fn dev_dbg(
        self,
        place: &'static Place,
        dev: *const bindings::device,
        format: *const c_char,
    );

    /// Calls `scnprintf()`.
    ///
    /// # Safety
    ///
    /// As of [`printk`](Self::printk).
    #[cfg(CONFIG_KUNIT = "y")]
    unsafe fn scnprintf(self, to: &mut [u8], format: *const c_char);
}

macro_rules! calls {
    ($($call:ident($($word:ident),*) + $more:ident = $next:ty, $made:expr;)*) => {$(
        /// A call with as many arguments.
        pub struct $call<$($word),*>($($word),*);

        impl<$($word: Copy),*> Call for $call<$($word),*> {
            type With<$more: Copy> = $next;

            #[inline(always)]
            #[allow(non_snake_case, unused_variables)]
            fn with<$more: Copy>(self, $more: $more) -> Self::With<$more> {
                let $call($($word),*) = self;
                $made
            }

            #[cfg(all(CONFIG_PRINTK, not(testlib)))]
            #[inline(always)]
            #[allow(non_snake_case)]
            unsafe fn printk(self, format: *const c_char) {
                let $call($($word),*) = self;
                // SAFETY: The caller promises what C wants.
                unsafe { bindings::_printk(format, $($word),*) };
            }

            #[cfg(all(CONFIG_PRINTK, not(testlib)))]
            #[inline(always)]
            #[allow(non_snake_case)]
            unsafe fn dev_printk(
                self,
                level: *const c_char,
                dev: *const bindings::device,
                format: *const c_char,
            ) {
                let $call($($word),*) = self;
                // SAFETY: The caller promises what C wants.
                unsafe { bindings::_dev_printk(level, dev, format, $($word),*) };
            }

            #[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
            #[inline(always)]
            #[allow(non_snake_case)]
            unsafe fn pr_debug(self, place: &'static Place, format: *const c_char) {
                let $call($($word),*) = self;
                // SAFETY: The caller promises what C wants. The place lives forever.
                unsafe { bindings::__dynamic_pr_debug(place.as_raw(), format, $($word),*) };
            }

            #[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
            #[inline(always)]
            #[allow(non_snake_case)]
            unsafe fn dev_dbg(
                self,
                place: &'static Place,
                dev: *const bindings::device,
                format: *const c_char,
            ) {
                let $call($($word),*) = self;
                // SAFETY: The caller promises what C wants. The place lives forever.
                unsafe { bindings::__dynamic_dev_dbg(place.as_raw(), dev, format, $($word),*) };
            }

            #[cfg(CONFIG_KUNIT = "y")]
            #[allow(non_snake_case)]
            unsafe fn scnprintf(self, to: &mut [u8], format: *const c_char) {
                let $call($($word),*) = self;
                // SAFETY: The caller promises what C wants. C writes no more than it is told.
                unsafe {
                    bindings::scnprintf(to.as_mut_ptr().cast(), to.len(), format, $($word),*)
                };
            }
        }
    )*};
}

// Six values have up to twelve arguments.
calls! {
    Call0() + W = Call1<W>, Call1(W);
    Call1(A) + W = Call2<A, W>, Call2(A, W);
    Call2(A, B) + W = Call3<A, B, W>, Call3(A, B, W);
    Call3(A, B, C) + W = Call4<A, B, C, W>, Call4(A, B, C, W);
    Call4(A, B, C, D) + W = Call5<A, B, C, D, W>, Call5(A, B, C, D, W);
    Call5(A, B, C, D, E) + W = Call6<A, B, C, D, E, W>, Call6(A, B, C, D, E, W);
    Call6(A, B, C, D, E, F) + W = Call7<A, B, C, D, E, F, W>, Call7(A, B, C, D, E, F, W);
    Call7(A, B, C, D, E, F, G) + W = Call8<A, B, C, D, E, F, G, W>, Call8(A, B, C, D, E, F, G, W);
    Call8(A, B, C, D, E, F, G, H) + W = Call9<A, B, C, D, E, F, G, H, W>, Call9(A, B, C, D, E, F, G, H, W);
    Call9(A, B, C, D, E, F, G, H, I) + W = Call10<A, B, C, D, E, F, G, H, I, W>, Call10(A, B, C, D, E, F, G, H, I, W);
    Call10(A, B, C, D, E, F, G, H, I, J) + W = Call11<A, B, C, D, E, F, G, H, I, J, W>, Call11(A, B, C, D, E, F, G, H, I, J, W);
    Call11(A, B, C, D, E, F, G, H, I, J, K) + W = Call12<A, B, C, D, E, F, G, H, I, J, K, W>, Call12(A, B, C, D, E, F, G, H, I, J, K, W);
    Call12(A, B, C, D, E, F, G, H, I, J, K, L) + W = TooMany, TooMany();
    TooMany() + W = TooMany, TooMany();
}
