// SPDX-License-Identifier: GPL-2.0-only

//! Messages that may come often, but must not flood the log.

/// Runs an expression unless it ran too often lately; each place in the code has its own limit.
#[doc(hidden)]
#[macro_export]
macro_rules! ratelimited {
    ($($body:tt)*) => {{
        // The body must not see the static: it may use the name for something else.
        let allowed = {
            static LIMIT: $crate::print::RateLimit = $crate::print::RateLimit::new();
            LIMIT.allow($crate::c_str!(::core::module_path!()))
        };
        if allowed {
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
