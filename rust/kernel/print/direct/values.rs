// SPDX-License-Identifier: GPL-2.0-only

//! The values of a message, on their way to C.
//!
//! # Safety
//!
//! A [`Message`] has conversions for the values of its type, in their order, and no other.

#![allow(unsafe_code)]

use super::{
    call::{Call, Call0, Words},
    message::form,
    Kind, Message, Printable, Template, Value,
};
#[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
use crate::print::dynamic_debug::Place;
use crate::{
    device::{Device, DeviceContext},
    print::Level,
};

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

/// The call with the arguments that values stand for. By [`Message`]'s invariant its format string fits
/// them, as numbers and texts are what [`Printable`] says they are.
macro_rules! call {
    ($values:ident, $($place:tt)*) => {{
        let call = Call0();
        $(
            let words = $values.$place.0.words(const { form::<H, $place>().is_hex });
            let call = words.give(call);
        )*
        call
    }};
}

macro_rules! values {
    ($($place:tt $value:ident)*) => {
        impl<$($value: ?Sized + Printable),*> Values for ($(Value<'_, $value>,)*) {
            const KINDS: &'static [Kind] = &[$($value::KIND),*];

            #[inline(always)]
            fn log<H: Template>(self, message: Message<H, Self>) {
                #[cfg(all(CONFIG_PRINTK, not(testlib)))]
                // SAFETY: The format string fits, see `call!`.
                unsafe {
                    call!(self, $($place)*).printk(message.as_char_ptr())
                };
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
                #[cfg(all(CONFIG_PRINTK, not(testlib)))]
                // SAFETY: The format string fits, see `call!`. The level is a C string, and the device is alive
                // and initialised.
                unsafe {
                    call!(self, $($place)*)
                        .dev_printk(level.as_char_ptr(), dev.as_raw(), message.as_char_ptr())
                };
                #[cfg(not(all(CONFIG_PRINTK, not(testlib))))]
                let _ = (message, level, dev);
            }

            #[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
            #[inline(always)]
            fn debug<H: Template>(self, message: Message<H, Self>, place: &'static Place) {
                // SAFETY: The format string fits, see `call!`.
                unsafe { call!(self, $($place)*).pr_debug(place, message.as_char_ptr()) };
            }

            #[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
            #[inline(always)]
            fn debug_about<H: Template, Ctx: DeviceContext>(
                self,
                message: Message<H, Self>,
                place: &'static Place,
                dev: &Device<Ctx>,
            ) {
                // SAFETY: The format string fits, see `call!`. The device is alive and initialised.
                unsafe {
                    call!(self, $($place)*).dev_dbg(place, dev.as_raw(), message.as_char_ptr())
                };
            }

            #[cfg(CONFIG_KUNIT = "y")]
            fn write<H: Template>(self, message: Message<H, Self>, to: &mut [u8]) {
                // SAFETY: The format string fits, see `call!`.
                unsafe { call!(self, $($place)*).scnprintf(to, message.as_char_ptr()) };
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
