// SPDX-License-Identifier: GPL-2.0-only

//! The `pr_*!` macros.

/// What all `pr_*!` macros come down to.
// `crate` is the one that prints: its prefix is wanted.
#[allow(clippy::crate_in_macro_def)]
#[doc(hidden)]
#[macro_export]
macro_rules! print_macro {
    ($level:ident, $($arg:tt)+) => {
        $crate::print::printk!(
            [::core::option::Option::Some($crate::print::Level::$level)]
            [::core::option::Option::Some(crate::__LOG_PREFIX)]
            [log]
            [args => $crate::print::emit(
                $crate::print_head!(::core::option::Option::Some($crate::print::Level::$level)),
                args,
            )]
            $($arg)+
        )
    };
}

/// Prints a message at level `KERN_EMERG`: the system is unusable.
///
/// See [`print`](crate::print) for the arguments.
///
/// # Examples
///
/// ```
/// # use kernel::prelude::*;
/// pr_emerg!("{} of {}\n", 1, 2);
/// ```
#[macro_export]
macro_rules! pr_emerg {
    ($($arg:tt)*) => {
        $crate::print_macro!(EMERG, $($arg)*)
    };
}

/// Prints a message at level `KERN_ALERT`: somebody must act immediately.
///
/// See [`print`](crate::print) for the arguments.
///
/// # Examples
///
/// ```
/// # use kernel::prelude::*;
/// pr_alert!("{} of {}\n", 1, 2);
/// ```
#[macro_export]
macro_rules! pr_alert {
    ($($arg:tt)*) => {
        $crate::print_macro!(ALERT, $($arg)*)
    };
}

/// Prints a message at level `KERN_CRIT`: a critical condition.
///
/// See [`print`](crate::print) for the arguments.
///
/// # Examples
///
/// ```
/// # use kernel::prelude::*;
/// pr_crit!("{} of {}\n", 1, 2);
/// ```
#[macro_export]
macro_rules! pr_crit {
    ($($arg:tt)*) => {
        $crate::print_macro!(CRIT, $($arg)*)
    };
}

/// Prints a message at level `KERN_ERR`: an error.
///
/// See [`print`](crate::print) for the arguments.
///
/// # Examples
///
/// ```
/// # use kernel::prelude::*;
/// pr_err!("{} of {}\n", 1, 2);
/// ```
#[macro_export]
macro_rules! pr_err {
    ($($arg:tt)*) => {
        $crate::print_macro!(ERR, $($arg)*)
    };
}

/// Prints a message at level `KERN_WARNING`: something looks wrong.
///
/// See [`print`](crate::print) for the arguments.
///
/// # Examples
///
/// ```
/// # use kernel::prelude::*;
/// pr_warn!("{} of {}\n", 1, 2);
/// ```
#[macro_export]
macro_rules! pr_warn {
    ($($arg:tt)*) => {
        $crate::print_macro!(WARNING, $($arg)*)
    };
}

/// Prints a message at level `KERN_NOTICE`: normal, but worth a look.
///
/// See [`print`](crate::print) for the arguments.
///
/// # Examples
///
/// ```
/// # use kernel::prelude::*;
/// pr_notice!("{} of {}\n", 1, 2);
/// ```
#[macro_export]
macro_rules! pr_notice {
    ($($arg:tt)*) => {
        $crate::print_macro!(NOTICE, $($arg)*)
    };
}

/// Prints a message at level `KERN_INFO`: information.
///
/// See [`print`](crate::print) for the arguments.
///
/// # Examples
///
/// ```
/// # use kernel::prelude::*;
/// pr_info!("{} of {}\n", 1, 2);
/// ```
#[macro_export]
macro_rules! pr_info {
    ($($arg:tt)*) => {
        $crate::print_macro!(INFO, $($arg)*)
    };
}

/// A debug message, through a macro that says how often.
#[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
#[allow(clippy::crate_in_macro_def)]
#[doc(hidden)]
#[macro_export]
macro_rules! debug_macro {
    ($how:ident, $($arg:tt)+) => {{
        let place = $crate::debug_place!($($arg)+);
        if place.is_enabled() {
            $crate::$how! {
                $crate::print::printk!(
                    [::core::option::Option::None]
                    [::core::option::Option::Some(crate::__LOG_PREFIX)]
                    [debug, place]
                    [args => $crate::print::emit_debug(
                        place,
                        $crate::print_head!(::core::option::Option::None),
                        args,
                    )]
                    $($arg)+
                )
            };
        }
    }};
}

/// A debug message, through a macro that says how often.
#[cfg(not(all(CONFIG_DYNAMIC_DEBUG, not(testlib))))]
#[doc(hidden)]
#[macro_export]
macro_rules! debug_macro {
    ($how:ident, $($arg:tt)+) => {
        if cfg!(debug_assertions) {
            $crate::$how! { $crate::print_macro!(DEBUG, $($arg)+) };
        }
    };
}

/// As often as control gets there.
#[doc(hidden)]
#[macro_export]
macro_rules! each_time {
    ($($body:tt)*) => {
        $($body)*
    };
}

/// Prints a message at level `KERN_DEBUG`, where it is wanted.
///
/// With `CONFIG_DYNAMIC_DEBUG` users want it by a line in `/proc/dynamic_debug/control`, in which the
/// function is the one around the macro; see [`print::dynamic_debug`](crate::print::dynamic_debug). A build
/// with debug assertions wants it from the start, with that option and without.
///
/// The arguments are always compiled, and evaluated only if printed.
///
/// # Examples
///
/// ```
/// # use kernel::prelude::*;
/// pr_debug!("entered with {}\n", 5);
/// ```
#[macro_export]
macro_rules! pr_debug {
    ($($arg:tt)*) => {
        $crate::debug_macro!(each_time, $($arg)*)
    };
}

/// Continues the line that the last message began. It has no prefix of its own.
///
/// Other processors may print in between, so that it is good for early boot and little else; better
/// compose the line first.
///
/// # Examples
///
/// ```
/// # use kernel::prelude::*;
/// pr_info!("checking the bus");
/// kernel::pr_cont!(" ... ok\n");
/// ```
#[macro_export]
macro_rules! pr_cont {
    ($($arg:tt)*) => {
        $crate::print::printk!(
            [::core::option::Option::Some($crate::print::Level::CONT)]
            [::core::option::Option::None]
            [log]
            [args => $crate::print::emit_cont(args)]
            $($arg)*
        )
    };
}
