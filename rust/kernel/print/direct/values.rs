// SPDX-License-Identifier: GPL-2.0-only

//! The values of a message, on their way to C.
//!
//! # Safety
//!
//! A [`Message`] has conversions for the values of its type, in their order, and no other.

#![allow(unsafe_code)]

use super::{message::form, Form, Kind, Message, Printable, Template, Value};
#[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
use crate::print::dynamic_debug::Place;
use crate::{
    device::{Device, DeviceContext},
    ffi::c_int,
    print::Level,
};

/// More than a record of the kernel log takes; C wants lengths below 32 Ki.
const LONGEST: usize = 4096;

impl<T: ?Sized + Printable> Value<'_, T> {
    /// The argument for `*`.
    #[inline(always)]
    fn count(&self, form: Form) -> c_int {
        match T::KIND {
            // It fits: C's `int` has 32 bits.
            Kind::Text => self.0.length().min(LONGEST) as c_int,
            _ => form.width,
        }
    }
}

/// Several [`Value`]s, and the ways of a message with them.
pub trait Values: Sized {
    /// What they are to C.
    const KINDS: &'static [Kind];

    /// To the kernel log.
    fn log<H: Template>(self, message: Message<H, Self>);

    /// To the kernel log, about a device.
    fn about<H: Template, Ctx: DeviceContext>(
        self,
        message: Message<H, Self>,
        level: Level,
        dev: &Device<Ctx>,
    );

    /// To the kernel log, from a place where debug messages are wanted.
    #[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
    fn debug<H: Template>(self, message: Message<H, Self>, place: &'static Place);

    /// To the kernel log, about a device, from a place where debug messages are wanted.
    #[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
    fn debug_about<H: Template, Ctx: DeviceContext>(
        self,
        message: Message<H, Self>,
        place: &'static Place,
        dev: &Device<Ctx>,
    );

    /// As a C string.
    #[cfg(CONFIG_KUNIT = "y")]
    fn write<H: Template>(self, message: Message<H, Self>, to: &mut [u8]);
}

/// Calls one of C's functions that take a format string, whose arguments before that are `$before`.
///
/// The caller says what holds of those.
macro_rules! call {
    ($c:ident($($before:expr),*), $values:ident, $message:ident, $($place:tt)*) => {
        // SAFETY:
        // - By `Message`'s invariant the format string is NUL-terminated and takes an `int` and a word for
        //   each value.
        // - By `Printable`'s rules the word of a number is of C's type `long long`, and that of a text
        //   points to as many bytes as the `int` says, or more.
        unsafe {
            bindings::$c($($before,)* $message.0.as_ptr().cast(), $(
                $values.$place.count(const { form::<H, $place>() }),
                $values.$place.0.word(const { form::<H, $place>().is_hex }),
            )*)
        }
    };
}

macro_rules! values {
    ($($place:tt $value:ident)*) => {
        impl<$($value: ?Sized + Printable),*> Values for ($(Value<'_, $value>,)*) {
            const KINDS: &'static [Kind] = &[$($value::KIND),*];

            #[inline(always)]
            fn log<H: Template>(self, message: Message<H, Self>) {
                #[cfg(all(CONFIG_PRINTK, not(testlib)))]
                call!(_printk(), self, message, $($place)*);
                #[cfg(not(all(CONFIG_PRINTK, not(testlib))))]
                let _ = message;
            }

            #[inline(always)]
            fn about<H: Template, Ctx: DeviceContext>(
                self,
                message: Message<H, Self>,
                level: Level,
                dev: &Device<Ctx>,
            ) {
                // The level is NUL-terminated, and the device is alive and initialised.
                #[cfg(all(CONFIG_PRINTK, not(testlib)))]
                call!(_dev_printk(level.as_char_ptr(), dev.as_raw()), self, message, $($place)*);
                #[cfg(not(all(CONFIG_PRINTK, not(testlib))))]
                let _ = (message, level, dev);
            }

            #[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
            #[inline(always)]
            fn debug<H: Template>(self, message: Message<H, Self>, place: &'static Place) {
                // The place lives forever.
                call!(__dynamic_pr_debug(place.as_raw()), self, message, $($place)*);
            }

            #[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
            #[inline(always)]
            fn debug_about<H: Template, Ctx: DeviceContext>(
                self,
                message: Message<H, Self>,
                place: &'static Place,
                dev: &Device<Ctx>,
            ) {
                // The place lives forever, and the device is alive and initialised.
                call!(__dynamic_dev_dbg(place.as_raw(), dev.as_raw()), self, message, $($place)*);
            }

            #[cfg(CONFIG_KUNIT = "y")]
            fn write<H: Template>(self, message: Message<H, Self>, to: &mut [u8]) {
                // C writes no more than it is told.
                call!(scnprintf(to.as_mut_ptr().cast(), to.len()), self, message, $($place)*);
            }
        }
    };
}

values!();
values!(0 A);
values!(0 A 1 B);
values!(0 A 1 B 2 C);
values!(0 A 1 B 2 C 3 D);
values!(0 A 1 B 2 C 3 D 4 E);
values!(0 A 1 B 2 C 3 D 4 E 5 F);
