// SPDX-License-Identifier: GPL-2.0-only

//! The levels of the kernel log.

use crate::{ffi::c_char, str::CStr};

/// How urgent a message is.
///
/// C header: [`include/linux/kern_levels.h`](srctree/include/linux/kern_levels.h)
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Level(&'static CStr);

macro_rules! levels {
    ($($(#[$doc:meta])* $name:ident = $value:path;)*) => {
        impl Level {$(
            $(#[$doc])*
            pub const $name: Level = Level(match CStr::from_bytes_with_nul($value) {
                Ok(level) => level,
                Err(_) => panic!("a level is a C string"),
            });
        )*}
    };
}

levels! {
    /// The system is unusable.
    EMERG = bindings::KERN_EMERG;
    /// Somebody must act immediately.
    ALERT = bindings::KERN_ALERT;
    /// A critical condition.
    CRIT = bindings::KERN_CRIT;
    /// An error.
    ERR = bindings::KERN_ERR;
    /// Something looks wrong.
    WARNING = bindings::KERN_WARNING;
    /// Normal, but worth a look.
    NOTICE = bindings::KERN_NOTICE;
    /// Information.
    INFO = bindings::KERN_INFO;
    /// For those who debug.
    DEBUG = bindings::KERN_DEBUG;
    /// Continues the line before.
    CONT = bindings::KERN_CONT;
}

impl Level {
    /// The level as C writes it in front of a format string.
    #[allow(dead_code)]
    pub(crate) const fn as_char_ptr(self) -> *const c_char {
        self.0.as_ptr().cast()
    }

    /// The level as C writes it in front of a format string, without NUL.
    pub(crate) const fn as_bytes(self) -> &'static [u8] {
        self.0.to_bytes()
    }
}
