// SPDX-License-Identifier: GPL-2.0-only

//! Doing a thing only once.

use crate::sync::atomic::{AtomicFlag, Relaxed};

/// Remembers whether something was done.
///
/// It orders nothing else: a caller that finds it done cannot rely on seeing the effects. Use it
/// for messages, not for initialisation.
///
/// # Examples
///
/// ```
/// use kernel::print::OnceLite;
///
/// let greeted = OnceLite::new();
/// let mut greetings = 0;
/// for _ in 0..3 {
///     greeted.call_once(|| greetings += 1);
/// }
/// assert_eq!(greetings, 1);
/// ```
pub struct OnceLite(AtomicFlag);

impl OnceLite {
    /// Nothing was done yet.
    pub const fn new() -> Self {
        OnceLite(AtomicFlag::new(false))
    }

    /// Calls the closure unless an earlier call did, and tells whether it did.
    ///
    /// Of several concurrent callers one runs its closure; the others do not wait for it.
    ///
    /// # Context
    ///
    /// Any.
    pub fn call_once<F>(&self, f: F) -> bool
    where
        F: FnOnce(),
    {
        // The load spares the common case a write to a shared cache line.
        let first = !self.0.load(Relaxed) && !self.0.xchg(true, Relaxed);
        if first {
            f();
        }
        first
    }
}

impl Default for OnceLite {
    fn default() -> Self {
        Self::new()
    }
}

/// Runs statements the first time that control gets here, and tells whether this was it.
///
/// # Examples
///
/// ```
/// let mut count = 0;
/// for _ in 0..3 {
///     kernel::do_once_lite! {
///         count += 1;
///     };
/// }
/// assert!(count <= 1);
/// ```
#[macro_export]
macro_rules! do_once_lite {
    { $($body:tt)* } => {{
        // The body must not see the static: it may use the name for something else.
        let once = {
            static ONCE: $crate::print::OnceLite = $crate::print::OnceLite::new();
            &ONCE
        };
        once.call_once(|| { $($body)* })
    }};
}

/// Like [`pr_emerg!`](crate::pr_emerg), but only the first time.
///
/// # Examples
///
/// ```
/// # use kernel::prelude::*;
/// for i in 0..3 {
///     kernel::pr_emerg_once!("said once, for {i}\n");
/// }
/// ```
#[macro_export]
macro_rules! pr_emerg_once {
    ($($arg:tt)*) => {{
        $crate::do_once_lite! { $crate::pr_emerg!($($arg)*) };
    }};
}

/// Like [`pr_alert!`](crate::pr_alert), but only the first time.
///
/// # Examples
///
/// ```
/// # use kernel::prelude::*;
/// for i in 0..3 {
///     kernel::pr_alert_once!("said once, for {i}\n");
/// }
/// ```
#[macro_export]
macro_rules! pr_alert_once {
    ($($arg:tt)*) => {{
        $crate::do_once_lite! { $crate::pr_alert!($($arg)*) };
    }};
}

/// Like [`pr_crit!`](crate::pr_crit), but only the first time.
///
/// # Examples
///
/// ```
/// # use kernel::prelude::*;
/// for i in 0..3 {
///     kernel::pr_crit_once!("said once, for {i}\n");
/// }
/// ```
#[macro_export]
macro_rules! pr_crit_once {
    ($($arg:tt)*) => {{
        $crate::do_once_lite! { $crate::pr_crit!($($arg)*) };
    }};
}

/// Like [`pr_err!`](crate::pr_err), but only the first time.
///
/// # Examples
///
/// ```
/// # use kernel::prelude::*;
/// for i in 0..3 {
///     kernel::pr_err_once!("said once, for {i}\n");
/// }
/// ```
#[macro_export]
macro_rules! pr_err_once {
    ($($arg:tt)*) => {{
        $crate::do_once_lite! { $crate::pr_err!($($arg)*) };
    }};
}

/// Like [`pr_warn!`](crate::pr_warn), but only the first time.
///
/// # Examples
///
/// ```
/// # use kernel::prelude::*;
/// for i in 0..3 {
///     kernel::pr_warn_once!("said once, for {i}\n");
/// }
/// ```
#[macro_export]
macro_rules! pr_warn_once {
    ($($arg:tt)*) => {{
        $crate::do_once_lite! { $crate::pr_warn!($($arg)*) };
    }};
}

/// Like [`pr_notice!`](crate::pr_notice), but only the first time.
///
/// # Examples
///
/// ```
/// # use kernel::prelude::*;
/// for i in 0..3 {
///     kernel::pr_notice_once!("said once, for {i}\n");
/// }
/// ```
#[macro_export]
macro_rules! pr_notice_once {
    ($($arg:tt)*) => {{
        $crate::do_once_lite! { $crate::pr_notice!($($arg)*) };
    }};
}

/// Like [`pr_info!`](crate::pr_info), but only the first time.
///
/// # Examples
///
/// ```
/// # use kernel::prelude::*;
/// for i in 0..3 {
///     kernel::pr_info_once!("said once, for {i}\n");
/// }
/// ```
#[macro_export]
macro_rules! pr_info_once {
    ($($arg:tt)*) => {{
        $crate::do_once_lite! { $crate::pr_info!($($arg)*) };
    }};
}

/// Like [`pr_debug!`](crate::pr_debug), but only the first time that it is wanted.
///
/// # Examples
///
/// ```
/// # use kernel::prelude::*;
/// for i in 0..3 {
///     kernel::pr_debug_once!("said once, for {i}\n");
/// }
/// ```
#[macro_export]
macro_rules! pr_debug_once {
    ($($arg:tt)*) => {{
        $crate::debug_macro!(do_once_lite, $($arg)*)
    }};
}
