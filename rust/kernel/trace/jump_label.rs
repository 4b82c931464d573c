// SPDX-License-Identifier: GPL-2.0-only

//! Conditions that hardly ever change.
//!
//! A *static key* is a flag of C's that somebody switches from time to time, and that is looked at
//! very often. Where C changes the code when a key is switched (`CONFIG_JUMP_LABEL`), looking costs one
//! instruction that does nothing. Without `CONFIG_RUST_INLINE_HELPERS` the flag is read instead.
//!
//! C header: [`include/linux/jump_label.h`](srctree/include/linux/jump_label.h)
//!
//! # Safety
//!
//! A key is a static of C's kind: C keeps its address, and changes it together with the code that looks at it.

#![allow(unsafe_code)]

#[cfg(not(all(CONFIG_JUMP_LABEL, rust_inlined)))]
use crate::sync::atomic::{Atomic, Relaxed};

/// Whether a static key is on, which is unlikely.
///
/// Takes the path of a `static` of C's, its type, and the name of the key in that.
///
/// # Safety
///
/// To be used inside an `unsafe` block. The static is initialised, and its field is a `static_key_false`,
/// a `static_key_true`, or a `static_key` that is off in the beginning. It is switched by C's functions.
///
/// # Examples
///
/// ```
/// use kernel::{bindings, jump_label::static_branch_unlikely};
///
/// struct Feature {
///     key: bindings::static_key_false,
/// }
///
/// // Elsewhere C would define and switch it.
/// // SAFETY: A key of zeroes is one that is off.
/// static mut FEATURE: Feature = Feature { key: unsafe { core::mem::zeroed() } };
///
/// // SAFETY: The static is initialised.
/// assert!(!unsafe { static_branch_unlikely!(FEATURE, Feature, key) });
/// ```
#[macro_export]
macro_rules! static_branch_unlikely {
    ($key:path, $keytyp:ty, $field:ident) => {
        $crate::jump_label::arch_static_branch!($key, $keytyp, $field, false)
    };
}
pub use static_branch_unlikely;

/// Whether a static key differs from `branch`, in a way that the architecture makes cheap.
#[macro_export]
#[doc(hidden)]
macro_rules! arch_static_branch {
    ($key:path, $keytyp:ty, $field:ident, $branch:expr) => {{
        let key: *const $keytyp = &raw const $key;
        $crate::jump_label::StaticKey::is_on(&raw const (*key).$field) != $branch
    }};
}
pub use arch_static_branch;

/// A `bool` as assembly takes it.
#[doc(hidden)]
pub const fn bool_to_int(b: bool) -> i32 {
    b as i32
}

/// A type of C's keys.
#[doc(hidden)]
pub trait StaticKey: Sized {
    /// Whether a key of the type is on in the beginning.
    const BEGINS_ON: bool;

    /// Whether a key is on.
    ///
    /// # Safety
    ///
    /// It is a static that is initialised, and switched by C's functions.
    #[cfg(all(CONFIG_JUMP_LABEL, rust_inlined))]
    #[inline(always)]
    unsafe fn is_on(key: *const Self) -> bool {
        // All kinds of keys begin with the same structure.
        let key = key.cast_mut().cast();
        // SAFETY: The caller promises a static, whose address the compiler knows, and C as well when it finds
        // this place. The instruction is the one that C takes for that of a key which begins so.
        unsafe {
            if Self::BEGINS_ON {
                bindings::arch_static_branch_jump(key, false)
            } else {
                bindings::arch_static_branch(key, false)
            }
        }
    }

    /// Whether a key is on, by its counter.
    ///
    /// # Safety
    ///
    /// It is a static that is initialised, and switched by C's functions.
    #[cfg(not(all(CONFIG_JUMP_LABEL, rust_inlined)))]
    #[inline(always)]
    unsafe fn is_on(key: *const Self) -> bool {
        // All kinds of keys begin with the same structure.
        let key = key.cast_mut().cast::<bindings::static_key>();
        // SAFETY: The caller promises a static that is initialised, and C changes the counter atomically.
        let counter = unsafe { Atomic::from_ptr(&raw mut (*key).enabled.counter) };
        // It is negative while somebody switches the key on.
        counter.load(Relaxed) != 0
    }
}

impl StaticKey for bindings::static_key {
    const BEGINS_ON: bool = false;
}

impl StaticKey for bindings::static_key_false {
    const BEGINS_ON: bool = false;
}

impl StaticKey for bindings::static_key_true {
    const BEGINS_ON: bool = true;
}

#[cfg(CONFIG_KUNIT = "y")]
#[macros::kunit_tests(rust_kernel_jump_label)]
mod tests {
    /// SAFETY: A key of zeroes is one that is off.
    static mut OFF: bindings::static_key_false = unsafe { core::mem::zeroed() };

    #[inline(never)]
    fn is_on() -> bool {
        // SAFETY: The key is initialised.
        unsafe { static_branch_unlikely!(OFF, bindings::static_key_false, key) }
    }

    #[test]
    fn code_follows_the_key() {
        // SAFETY: It is only pointed to.
        let key = unsafe { &raw mut OFF.key };
        assert!(!is_on());
        // SAFETY: A key that is initialised.
        unsafe { bindings::static_key_enable(key) };
        assert!(is_on());
        // SAFETY: As above.
        unsafe { bindings::static_key_disable(key) };
        assert!(!is_on());
    }
}
