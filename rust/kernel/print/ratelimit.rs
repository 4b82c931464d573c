// SPDX-License-Identifier: GPL-2.0-only

//! Messages that may come often, but must not flood the log.
//!
//! # Safety
//!
//! A [`RateLimit`]'s C object is initialised exactly once, and handed to C only afterwards.

#![allow(unsafe_code)]

use crate::{
    str::CStr,
    sync::atomic::{Acquire, Atomic, Relaxed, Release},
    types::Opaque,
};

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

/// Runs an expression unless it ran too often lately; each place in the code has its own limit.
#[doc(hidden)]
#[macro_export]
macro_rules! ratelimited {
    ($($body:tt)*) => {{
        static LIMIT: $crate::print::RateLimit = $crate::print::RateLimit::new();

        if LIMIT.allow($crate::c_str!(::core::module_path!())) {
            $($body)*
        }
    }};
}

/// Like [`pr_emerg!`](crate::pr_emerg), but at most ten times in five seconds.
///
/// # Examples
///
/// ```
/// for i in 0..3 {
///     kernel::pr_emerg_ratelimited!("packet {i} dropped\n");
/// }
/// ```
#[macro_export]
macro_rules! pr_emerg_ratelimited {
    ($($arg:tt)*) => {
        $crate::ratelimited! { $crate::pr_emerg!($($arg)*) }
    };
}

/// Like [`pr_alert!`](crate::pr_alert), but at most ten times in five seconds.
///
/// # Examples
///
/// ```
/// for i in 0..3 {
///     kernel::pr_alert_ratelimited!("packet {i} dropped\n");
/// }
/// ```
#[macro_export]
macro_rules! pr_alert_ratelimited {
    ($($arg:tt)*) => {
        $crate::ratelimited! { $crate::pr_alert!($($arg)*) }
    };
}

/// Like [`pr_crit!`](crate::pr_crit), but at most ten times in five seconds.
///
/// # Examples
///
/// ```
/// for i in 0..3 {
///     kernel::pr_crit_ratelimited!("packet {i} dropped\n");
/// }
/// ```
#[macro_export]
macro_rules! pr_crit_ratelimited {
    ($($arg:tt)*) => {
        $crate::ratelimited! { $crate::pr_crit!($($arg)*) }
    };
}

/// Like [`pr_err!`](crate::pr_err), but at most ten times in five seconds.
///
/// # Examples
///
/// ```
/// for i in 0..3 {
///     kernel::pr_err_ratelimited!("packet {i} dropped\n");
/// }
/// ```
#[macro_export]
macro_rules! pr_err_ratelimited {
    ($($arg:tt)*) => {
        $crate::ratelimited! { $crate::pr_err!($($arg)*) }
    };
}

/// Like [`pr_warn!`](crate::pr_warn), but at most ten times in five seconds.
///
/// # Examples
///
/// ```
/// for i in 0..3 {
///     kernel::pr_warn_ratelimited!("packet {i} dropped\n");
/// }
/// ```
#[macro_export]
macro_rules! pr_warn_ratelimited {
    ($($arg:tt)*) => {
        $crate::ratelimited! { $crate::pr_warn!($($arg)*) }
    };
}

/// Like [`pr_notice!`](crate::pr_notice), but at most ten times in five seconds.
///
/// # Examples
///
/// ```
/// for i in 0..3 {
///     kernel::pr_notice_ratelimited!("packet {i} dropped\n");
/// }
/// ```
#[macro_export]
macro_rules! pr_notice_ratelimited {
    ($($arg:tt)*) => {
        $crate::ratelimited! { $crate::pr_notice!($($arg)*) }
    };
}

/// Like [`pr_info!`](crate::pr_info), but at most ten times in five seconds.
///
/// # Examples
///
/// ```
/// for i in 0..3 {
///     kernel::pr_info_ratelimited!("packet {i} dropped\n");
/// }
/// ```
#[macro_export]
macro_rules! pr_info_ratelimited {
    ($($arg:tt)*) => {
        $crate::ratelimited! { $crate::pr_info!($($arg)*) }
    };
}

/// Like [`pr_debug!`](crate::pr_debug), but at most ten times in five seconds.
///
/// # Examples
///
/// ```
/// for i in 0..3 {
///     kernel::pr_debug_ratelimited!("packet {i} dropped\n");
/// }
/// ```
#[macro_export]
macro_rules! pr_debug_ratelimited {
    ($($arg:tt)*) => {
        $crate::debug_macro!(ratelimited, $($arg)*)
    };
}
