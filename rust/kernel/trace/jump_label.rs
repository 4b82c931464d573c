// SPDX-License-Identifier: GPL-2.0-only

//! Conditions that hardly ever change.
//!
//! A *static key* is a flag of C's that somebody switches from time to time, and that is looked at
//! very often.
//!
//! C header: [`include/linux/jump_label.h`](srctree/include/linux/jump_label.h)

use crate::sync::atomic::{Atomic, Relaxed};

/// Whether a static key is on, which is unlikely.
///
/// Takes the path of a `static` of C's, its type, and the name of the key in that.
///
/// # Safety
///
/// To be used inside an `unsafe` block. The static is initialised, and its field is a `static_key`,
/// `static_key_false` or `static_key_true`.
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
        // All kinds of keys begin with the same structure.
        let key = (&raw const (*key).$field).cast::<$crate::bindings::static_key>();
        // C changes the counter atomically.
        let counter = (&raw const (*key).enabled.counter).cast_mut();
        $crate::jump_label::is_enabled($crate::sync::atomic::Atomic::from_ptr(counter)) != $branch
    }};
}
pub use arch_static_branch;

/// Whether a key is on, by its counter.
#[doc(hidden)]
#[inline(always)]
pub fn is_enabled(counter: &Atomic<i32>) -> bool {
    // It is negative while somebody switches the key on.
    counter.load(Relaxed) != 0
}

/// A `bool` as assembly takes it.
#[doc(hidden)]
pub const fn bool_to_int(b: bool) -> i32 {
    b as i32
}
