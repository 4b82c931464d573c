// SPDX-License-Identifier: GPL-2.0-only

//! What C keeps for a place in the code that prints: one `static` each.
//!
//! # Safety
//!
//! A [`RateLimit`]'s C object is initialised exactly once, and handed to C only afterwards.
//!
//! C finds the debug messages of an image or module by their section, between whose ends there are only
//! [`Place`]s. It changes a place's flags while Rust reads them, which therefore happens atomically; all
//! else is constant.

#![allow(unsafe_code)]

#[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
use crate::{ffi::c_char, sync::atomic::atomic_load};
use crate::{
    str::CStr,
    sync::atomic::{Acquire, Atomic, Relaxed, Release},
    types::Opaque,
};
#[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
use bindings::RUST_DDEBUG_CLASS_BITS as CLASS_BITS;

/// Allows ten events in five seconds, as C's `DEFINE_RATELIMIT_STATE()` with its default values.
///
/// Meant for a `static`, one for each kind of event.
///
/// # Invariants
///
/// If `stage` is `READY`, then `state` is initialised.
///
/// # Examples
///
/// ```
/// use kernel::print::RateLimit;
///
/// static LIMIT: RateLimit = RateLimit::new();
///
/// let allowed = (0..100).filter(|_| LIMIT.allow(c"example")).count();
/// assert!(allowed <= 10);
/// ```
///
/// C header: [`include/linux/ratelimit.h`](srctree/include/linux/ratelimit.h)
pub struct RateLimit {
    stage: Atomic<i32>,
    state: Opaque<bindings::ratelimit_state>,
}

/// Nobody has used the object yet.
const FRESH: i32 = 0;
/// Somebody is initialising it.
const BUSY: i32 = 1;
/// It may be used.
const READY: i32 = 2;

// SAFETY: `___ratelimit()` may be called from any context concurrently: it takes the object's own
// lock. Before that, `stage` lets one caller through.
unsafe impl Sync for RateLimit {}

// SAFETY: The C object is not bound to a processor or a task.
unsafe impl Send for RateLimit {}

impl RateLimit {
    /// A limit of which nothing is used up.
    pub const fn new() -> Self {
        // INVARIANT: The stage is not `READY`.
        RateLimit {
            stage: Atomic::new(FRESH),
            state: Opaque::uninit(),
        }
    }

    /// Tells whether an event may happen now.
    ///
    /// The kernel reports under `name` how many it suppressed. A caller that meets another in here
    /// may be refused: that alone is a sign of too many events.
    ///
    /// # Context
    ///
    /// Any but NMI.
    pub fn allow(&'static self, name: &CStr) -> bool {
        if self.stage.load(Acquire) != READY && !self.prepare() {
            return false;
        }
        // SAFETY: By the type's invariant the object is initialised, and being borrowed forever it
        // stays where it is. `name` is a C string.
        unsafe { bindings::___ratelimit(self.state.get(), name.as_ptr().cast()) != 0 }
    }

    /// Initialises the C object; false if another caller is at it.
    #[cold]
    fn prepare(&self) -> bool {
        if self.stage.cmpxchg(FRESH, BUSY, Relaxed).is_err() {
            // An exchange that fails orders nothing.
            return self.stage.load(Acquire) == READY;
        }
        // SAFETY: The exchange above succeeds for one caller, so that this one has the object for
        // itself.
        unsafe { bindings::ratelimit_default_init(self.state.get()) };
        // INVARIANT: The object was initialised just above; `Release` publishes that.
        self.stage.store(READY, Release);
        true
    }
}

impl Default for RateLimit {
    fn default() -> Self {
        Self::new()
    }
}

/// One place in the code that prints debug messages: C's `struct _ddebug`.
#[doc(hidden)]
#[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
#[repr(transparent)]
pub struct Place(Opaque<bindings::_ddebug>);

// SAFETY: Only the flags ever change, and they are accessed atomically. The strings are `'static`.
#[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
unsafe impl Sync for Place {}

#[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
impl Place {
    const WORD_BITS: u32 = u32::BITS;
    const LINE_BITS: u32 = 18;
    const FLAGS_BITS: u32 = 8;

    const LINE: u32 = Self::shift(0, Self::LINE_BITS);
    const CLASS: u32 = Self::shift(Self::LINE_BITS, CLASS_BITS);
    const FLAGS: u32 = Self::shift(Self::LINE_BITS + CLASS_BITS, Self::FLAGS_BITS);

    /// What C's bit fields hold, in the order of their declaration: first the lowest bits, or the highest
    /// on a big-endian machine.
    const fn shift(before: u32, bits: u32) -> u32 {
        if cfg!(target_endian = "big") {
            Self::WORD_BITS - before - bits
        } else {
            before
        }
    }

    /// The pointer that C wants.
    const fn c_string(text: &'static [u8]) -> *const c_char {
        match CStr::from_bytes_with_nul(text) {
            Ok(text) => text.as_ptr().cast(),
            Err(_) => panic!("a module's name and a format string contain no NUL byte"),
        }
    }

    /// A place that prints from the start if `printing`.
    ///
    /// # Panics
    ///
    /// At compile time, if a string does not end with its only NUL byte.
    pub const fn new(
        module: &'static [u8],
        function: &'static [u8],
        file: &'static str,
        format: &'static str,
        line: u32,
        printing: bool,
    ) -> Self {
        let flags = if printing {
            bindings::_DPRINTK_FLAGS_PRINT
        } else {
            0
        };
        let line = line & ((1 << Self::LINE_BITS) - 1);
        // C's default class is the last one.
        let class = (1 << CLASS_BITS) - 1;
        let word: u32 = line << Self::LINE | class << Self::CLASS | flags << Self::FLAGS;

        // SAFETY: A place consists of pointers, numbers and a key, for which zeroes are values. A key of
        // zeroes is one that is off and that no branch was built on.
        let mut raw: bindings::_ddebug = unsafe { core::mem::zeroed() };
        raw.modname = Self::c_string(module);
        raw.function = Self::c_string(function);
        raw.filename = Self::c_string(file.as_bytes());
        raw.format = Self::c_string(format.as_bytes());
        raw._bitfield_1 = bindings::__BindgenBitfieldUnit::new(word.to_ne_bytes());
        Place(Opaque::new(raw))
    }

    /// Whether messages of this place are wanted at the moment.
    #[inline(always)]
    pub fn is_enabled(&'static self) -> bool {
        // SAFETY: The place is alive. Its bit fields fill an aligned word, in which C changes nothing but
        // flags, and that in one store.
        let word = unsafe {
            atomic_load(
                (&raw mut (*self.0.get())._bitfield_1).cast::<u32>(),
                Relaxed,
            )
        };
        word >> Self::FLAGS & bindings::_DPRINTK_FLAGS_PRINT != 0
    }

    /// The place, for C.
    pub(crate) fn as_raw(&'static self) -> *mut bindings::_ddebug {
        self.0.get()
    }
}

/// Defines the place for a message, and borrows it.
#[doc(hidden)]
#[macro_export]
#[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
macro_rules! debug_place {
    ($format:expr $(, $($rest:tt)*)?) => {{
        fn here() {}
        const PATH: &[u8] = $crate::print::dynamic_debug::path_of(&here);
        const PREFIX: &[u8] = crate::__LOG_PREFIX;
        // Code refers to it. `#[used]` is a flag of the section's by which the module loader knows what it
        // makes read-only.
        #[unsafe(link_section = "__dyndbg")]
        static PLACE: $crate::print::dynamic_debug::Place =
            $crate::print::dynamic_debug::Place::new(
                &$crate::print::dynamic_debug::module::<{ PREFIX.len() }>(PREFIX),
                &$crate::print::dynamic_debug::function::<
                    { $crate::print::dynamic_debug::function_size(PATH) },
                >(PATH),
                ::core::concat!(::core::file!(), "\0"),
                ::core::concat!($format, "\0"),
                ::core::line!(),
                ::core::cfg!(debug_assertions),
            );
        &PLACE
    }};
}

#[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
#[macros::kunit_tests(rust_dynamic_debug)]
mod tests {
    use super::*;
    use crate::{fmt, str::CStrExt as _};

    /// What C reads.
    fn as_c_sees(place: &'static Place) -> &'static bindings::_ddebug {
        // SAFETY: The place is alive. Nobody switches it while the test runs.
        unsafe { &*place.as_raw() }
    }

    fn text(pointer: *const c_char) -> &'static str {
        // SAFETY: The strings of places are `'static`.
        let text = unsafe { CStr::from_char_ptr(pointer) };
        text.to_str().unwrap_or("not UTF-8")
    }

    #[test]
    fn c_reads_what_rust_wrote() {
        let (place, line) = (crate::debug_place!("a {} place\n", 1), line!());
        let seen = as_c_sees(place);
        assert_eq!(seen.lineno(), line);
        assert_eq!(
            seen.flags() != 0,
            cfg!(debug_assertions),
            "nothing but printing is on from the start"
        );
        assert_eq!(text(seen.modname), "rust_kernel");
        assert_eq!(text(seen.function), "c_reads_what_rust_wrote");
        assert!(text(seen.filename).ends_with("kernel/print/place.rs"));
        assert_eq!(text(seen.format), "a {} place\n");
    }

    #[test]
    fn closures_and_generic_functions_have_their_functions_name() {
        struct Of<T>(T);
        impl<T: fmt::Display> Of<T> {
            fn place(&self) -> &'static Place {
                (|| crate::debug_place!("{}\n", self.0))()
            }
        }
        assert_eq!(text(as_c_sees(Of(1).place()).function), "place");
        // One place in the code is one, whatever the types.
        assert!(core::ptr::eq(Of(1).place(), Of("text").place()));
    }

    #[test]
    fn flags_are_seen() {
        let place = crate::debug_place!("switched\n");
        assert_eq!(place.is_enabled(), cfg!(debug_assertions));
        // SAFETY: The place is alive, and nobody else knows of it.
        let raw = unsafe { &mut *place.as_raw() };
        for flags in [0, 1, 2, 0xff] {
            raw.set_flags(flags);
            assert_eq!(place.is_enabled(), flags & 1 != 0);
        }
        raw.set_flags(0);
    }
}
