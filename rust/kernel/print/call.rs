// SPDX-License-Identifier: GPL-2.0-only

//! Calls of C's functions that take a format string, and of Rust's for what C cannot format.
//!
//! A call is put together: each value adds the arguments that it stands for.
//!
//! # Safety
//!
//! The format string of each call fits its arguments. Such is a
//! [`Message`](super::direct::Message) for the values of its type, in their order, and a [`Head`] for what
//! Rust formats.
//!
//! In an image that the layer is part of, C's formatting calls back for `%pA`, which always comes with a
//! pointer to a live [`fmt::Arguments`]. A kernel without that conversion gets the text itself.

#![allow(unsafe_code)]

#[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
use super::dynamic_debug::Place;
#[cfg(all(CONFIG_PRINTK, not(testlib)))]
use super::Head;
use super::{
    direct::{form, Kind, Message, Printable, Template, Value},
    Level,
};
use crate::{
    device::{Device, DeviceContext},
    ffi::{c_char, c_int, c_void},
    fmt::{self, Write as _},
    str::RawFormatter,
};

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

/// More than a record of the kernel log takes; C wants lengths below 32 Ki.
const LONGEST: usize = 4096;

/// What C takes for the values of a kind.
///
/// # Safety
///
/// [`give`](Self::give) adds what C's conversion for [`KIND`](Self::KIND) takes, good as long as the value is
/// borrowed.
pub unsafe trait Class {
    /// The kind.
    const KIND: Kind;
    /// A value.
    type Value<'a>;
    /// A call with its arguments besides.
    type After<C: Call>: Call;
    /// Adds them.
    fn give<C: Call>(value: Self::Value<'_>, call: C) -> Self::After<C>;
}

macro_rules! numbers {
    ($($class:ident: $word:ty, $what:literal;)*) => {$(
        #[doc = $what]
        pub enum $class {}

        // SAFETY: The conversion takes a number of this width.
        unsafe impl Class for $class {
            const KIND: Kind = Kind::$class;
            type Value<'a> = $word;
            type After<C: Call> = C::With<$word>;
            #[inline(always)]
            fn give<C: Call>(number: $word, call: C) -> Self::After<C> {
                call.with(number)
            }
        }
    )*};
}

numbers! {
    Signed: u32, "Numbers that may be negative, which are of C's type `int`.";
    Unsigned: u32, "Numbers, which are of C's type `unsigned int`.";
    LongSigned: u64, "Numbers that may be negative, which are of C's type `long long`.";
    LongUnsigned: u64, "Numbers, which are of C's type `unsigned long long`.";
}

/// Texts: a length, which is an `int` to C, and where as many bytes are.
pub enum Text {}

// SAFETY: The conversion takes an `int`, and a pointer of which it reads at most as many bytes.
unsafe impl Class for Text {
    const KIND: Kind = Kind::Text;
    type Value<'a> = &'a str;
    type After<C: Call> = <C::With<c_int> as Call>::With<*const u8>;
    #[inline(always)]
    fn give<C: Call>(text: &str, call: C) -> Self::After<C> {
        // The length fits: C's `int` has 32 bits.
        call.with(text.len().min(LONGEST) as c_int)
            .with(text.as_ptr())
    }
}

/// A truth value's name, by the value.
static TRUTH: [[u8; 8]; 2] = [*b"false\0\0\0", *b"true\0\0\0\0"];

/// Truth values: where their name is.
pub enum Truth {}

// SAFETY: The conversion takes a pointer to bytes that end with NUL, which these do. They live forever.
unsafe impl Class for Truth {
    const KIND: Kind = Kind::Name;
    type Value<'a> = bool;
    type After<C: Call> = C::With<*const u8>;
    #[inline(always)]
    fn give<C: Call>(value: bool, call: C) -> Self::After<C> {
        call.with(TRUTH[usize::from(value)].as_ptr())
    }
}

/// What C cannot print.
pub enum Nothing {}

// SAFETY: There is no such conversion.
unsafe impl Class for Nothing {
    const KIND: Kind = Kind::Other;
    type Value<'a> = ();
    type After<C: Call> = C;
    fn give<C: Call>((): (), call: C) -> C {
        call
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

/// The call with the arguments that values stand for. By [`Message`]'s invariant its format string fits
/// them, as [`Class`] says what C takes for the kinds.
macro_rules! call {
    ($values:ident, $($place:tt $value:ident)*) => {{
        let call = Call0();
        $(
            let words = $values.$place.0.words(const { form::<H, $place>().is_hex });
            let call = <$value::Class as Class>::give(words, call);
        )*
        call
    }};
}

macro_rules! values {
    ($($place:tt $value:ident)*) => {
        impl<$($value: ?Sized + Printable),*> Values for ($(Value<'_, $value>,)*) {
            const KINDS: &'static [Kind] = &[$(<$value::Class as Class>::KIND),*];

            #[inline(always)]
            fn log<H: Template>(self, message: Message<H, Self>) {
                #[cfg(all(CONFIG_PRINTK, not(testlib)))]
                // SAFETY: The format string fits, see `call!`.
                unsafe {
                    call!(self, $($place $value)*).printk(message.as_char_ptr())
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
                    call!(self, $($place $value)*)
                        .dev_printk(level.as_char_ptr(), dev.as_raw(), message.as_char_ptr())
                };
                #[cfg(not(all(CONFIG_PRINTK, not(testlib))))]
                let _ = (message, level, dev);
            }

            #[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
            #[inline(always)]
            fn debug<H: Template>(self, message: Message<H, Self>, place: &'static Place) {
                // SAFETY: The format string fits, see `call!`.
                unsafe { call!(self, $($place $value)*).pr_debug(place, message.as_char_ptr()) };
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
                    call!(self, $($place $value)*).dev_dbg(place, dev.as_raw(), message.as_char_ptr())
                };
            }

            #[cfg(CONFIG_KUNIT = "y")]
            fn write<H: Template>(self, message: Message<H, Self>, to: &mut [u8]) {
                // SAFETY: The format string fits, see `call!`.
                unsafe { call!(self, $($place $value)*).scnprintf(to, message.as_char_ptr()) };
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

/// A text that Rust formats, for C to call back.
#[cfg(all(CONFIG_PRINTK, RUST_IN_IMAGE, not(testlib)))]
pub(super) struct Formatted<'a>(pub(super) &'a fmt::Arguments<'a>);

#[cfg(all(CONFIG_PRINTK, RUST_IN_IMAGE, not(testlib)))]
impl Formatted<'_> {
    /// The conversion, behind a level.
    const BEHIND_LEVEL: *const c_char = c"%s%pA".as_ptr().cast();
    /// The conversion.
    const ALONE: *const c_char = c"%pA".as_ptr().cast();

    /// Adds what the conversion takes: a pointer to `fmt::Arguments`.
    #[inline(always)]
    fn give<C: Call>(self, call: C) -> C::With<*const c_void> {
        call.with(core::ptr::from_ref(self.0).cast())
    }
}

/// A text that Rust has formatted.
#[cfg(all(CONFIG_PRINTK, RUST_IN_MODULE, not(testlib)))]
pub(super) struct Formatted<'a>(pub(super) &'a [u8]);

#[cfg(all(CONFIG_PRINTK, RUST_IN_MODULE, not(testlib)))]
impl Formatted<'_> {
    /// The conversion, behind a level.
    const BEHIND_LEVEL: *const c_char = c"%s%.*s".as_ptr().cast();
    /// The conversion.
    const ALONE: *const c_char = c"%.*s".as_ptr().cast();

    /// Adds what the conversion takes: an `int`, and a pointer of which it reads at most as many bytes.
    #[inline(always)]
    fn give<C: Call>(self, call: C) -> <C::With<c_int> as Call>::With<*const u8> {
        call.with(c_int::try_from(self.0.len()).unwrap_or(0))
            .with(self.0.as_ptr())
    }
}

#[cfg(all(CONFIG_PRINTK, not(testlib)))]
impl Formatted<'_> {
    /// To the kernel log, with a head.
    #[inline(always)]
    pub(super) fn log(self, head: Head) {
        // SAFETY: A head is a format string with the text's conversion alone.
        unsafe { self.give(Call0()).printk(head.as_char_ptr()) };
    }

    /// To the kernel log, with nothing in front but a level.
    #[inline(always)]
    pub(super) fn log_bare(self, level: Level) {
        // SAFETY: The format string has a conversion for a C string, which a level is, and that of the text.
        unsafe {
            self.give(Call0().with(level.as_char_ptr()))
                .printk(Self::BEHIND_LEVEL)
        };
    }

    /// To the kernel log, about a device.
    #[inline(always)]
    pub(super) fn log_about(self, dev: &Device, level: Level) {
        // SAFETY: The format string is the text's conversion. The level is a C string, and the device is
        // alive and initialised.
        unsafe {
            self.give(Call0())
                .dev_printk(level.as_char_ptr(), dev.as_raw(), Self::ALONE)
        };
    }

    /// To the kernel log, from a place where debug messages are wanted.
    #[cfg(CONFIG_DYNAMIC_DEBUG)]
    #[inline(always)]
    pub(super) fn debug(self, place: &'static Place, head: Head) {
        // SAFETY: As in `log()`.
        unsafe { self.give(Call0()).pr_debug(place, head.as_char_ptr()) };
    }

    /// To the kernel log, about a device, from a place where debug messages are wanted.
    #[cfg(CONFIG_DYNAMIC_DEBUG)]
    #[inline(always)]
    pub(super) fn debug_about(self, place: &'static Place, dev: &Device) {
        // SAFETY: As in `log_about()`.
        unsafe { self.give(Call0()).dev_dbg(place, dev.as_raw(), Self::ALONE) };
    }
}

/// Formats what `%pA` points to. Called by C's `vsnprintf()`.
///
/// Returns where the text ends, which is beyond `end` if it did not fit.
///
/// # Safety
///
/// - The bytes from `buf` to `end`, if any, are writable.
/// - `ptr` points to a live [`fmt::Arguments`].
#[no_mangle]
unsafe extern "C" fn rust_fmt_argument(
    buf: *mut c_char,
    end: *mut c_char,
    ptr: *const c_void,
) -> *mut c_char {
    // SAFETY: `vsnprintf()` only ever hands out the rest of its own buffer, and the pointer that it was
    // given. `%pA` only appears in the format strings above, each time with a pointer to
    // `fmt::Arguments` that outlives the call.
    let (mut out, args) = unsafe {
        let out = RawFormatter::from_ptrs(buf.cast(), end.cast());
        (out, *ptr.cast::<fmt::Arguments<'_>>())
    };
    // The formatter itself never fails, and a `Display` that does has said all that it could.
    let _ = out.write_fmt(args);
    out.pos().cast()
}
